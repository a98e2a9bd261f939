import os
from multiprocessing import Process


def show():
    print("child sees", os.environ.get("DEMO_LEVEL"), os.environ.get("DEMO_MISSING", "nothing"))


os.environ["DEMO_LEVEL"] = "7"
os.environ.pop("DEMO_MISSING", None)
print("parent set it", flush=True)
p = Process(target=show)
p.start()
p.join()
