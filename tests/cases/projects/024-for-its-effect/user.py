import tool

print("done", flush=True)
