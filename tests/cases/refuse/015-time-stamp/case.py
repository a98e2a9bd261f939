import time
from multiprocessing import Process

began = time.time()


def late():
    raise SystemExit(int(time.time() - began >= 0.3))


time.sleep(0.3)
p = Process(target=late)
p.start()
p.join()
print("late" if p.exitcode else "at once")
