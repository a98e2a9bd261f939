from multiprocessing import Process

with open("visits.txt", "a") as f:
    f.write("visit\n" * 3)
with open("visits.txt") as f:
    COUNT = len(f.readlines())


def leave():
    raise SystemExit(COUNT)


for _ in range(2):
    p = Process(target=leave)
    p.start()
    p.join()
    print(p.exitcode)
print(open("visits.txt").read(), end="")
