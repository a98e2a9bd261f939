from pkg import run

print(run(), flush=True)
