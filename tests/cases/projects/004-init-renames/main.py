import pkg

print(pkg.run(), flush=True)
