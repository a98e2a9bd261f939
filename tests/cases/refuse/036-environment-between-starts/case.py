import os
from multiprocessing import Process


def show():
    print("step", os.environ.get("STEP_OF_CASE"), flush=True)


for step in ("one", "two"):
    os.environ["STEP_OF_CASE"] = step
    p = Process(target=show)
    p.start()
    p.join()
