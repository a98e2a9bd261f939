from helpers import run_all

print(run_all(), flush=True)
