from tool import TOTAL

print(TOTAL, flush=True)
