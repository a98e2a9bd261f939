import user

print(user.nine(), user.tool.TOTAL, flush=True)
