import pkg

print(pkg.TOTAL, flush=True)
