from jobs import run

print(run(), flush=True)
