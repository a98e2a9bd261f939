import time
from multiprocessing import Process

began = time.time()


def late():
    raise SystemExit(5 if time.time() - began >= 0.3 else 6)


time.sleep(0.3)
p = Process(target=late)
p.start()
p.join()
print("late" if p.exitcode == 5 else "at once")
