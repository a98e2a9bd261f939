from pkg.inner import run

print(run(), flush=True)
