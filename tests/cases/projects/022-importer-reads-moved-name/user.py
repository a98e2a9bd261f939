from tool import TOTAL

print(TOTAL + 1, flush=True)
