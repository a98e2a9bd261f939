from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


for code in (0, 1, 0, 2, 3):
    p = Process(target=leave, args=(code,))
    try:
        p.start()
        p.join()
        if not p.exitcode:
            continue
    finally:
        print("joined", code)
    if p.exitcode == 2:
        break
else:
    print("no break")
while code:
    code -= 1
else:
    print("down to", code)
