import a

print(a.go(), flush=True)
