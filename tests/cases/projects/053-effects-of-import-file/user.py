from tool import OUT

print(open(OUT).read(), flush=True)
