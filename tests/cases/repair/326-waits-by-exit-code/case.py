import time
from multiprocessing import Process, Value
def w(v):
    v.value = 1
if __name__ == "__main__":
    v = Value("i", 0)
    p = Process(target=w, args=(v,))
    p.start()
    while p.exitcode is None:
        time.sleep(0.01)
    print(v.value)
