import sched
import time
from multiprocessing import Process


def work():
    print("work", flush=True)


def launch():
    p = Process(target=work)
    p.start()
    p.join()


plan = sched.scheduler(time.monotonic, time.sleep)
plan.enter(0.01, 1, launch)
plan.run()
