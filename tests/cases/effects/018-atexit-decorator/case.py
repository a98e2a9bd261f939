import atexit
from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


@atexit.register
def summary():
    print("codes of this run:", end=" ")
    print(codes)


codes = []
for code in (2, 3):
    p = Process(target=leave, args=(code,))
    p.start()
    p.join()
    codes.append(p.exitcode)
print("all joined")
