from multiprocessing import Condition, Process, Value
cond = Condition()
ready = Value('b', 0)


def waiter():
    with cond:
        cond.wait_for(lambda: ready.value, timeout=5)
        print("go", ready.value, flush=True)


p = Process(target=waiter)
p.start()
with cond:
    ready.value = 1
    cond.notify_all()
p.join()
