from tool import sq

print(sq(2), flush=True)
