from tool import total

print(total(), flush=True)
