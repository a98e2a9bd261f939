import uvicorn

GREETING = b"hello"


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": GREETING})


uvicorn.run("case:app", port=8000, workers=2)
