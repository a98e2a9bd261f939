from tool import RESULTS

print(RESULTS, flush=True)
