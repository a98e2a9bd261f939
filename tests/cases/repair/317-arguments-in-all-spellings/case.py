from multiprocessing import Process, Queue
q = Queue()
def w(*a, **k):
    q.put((a, k))
xs = [1, 2]
def run(p):
    p.start(); print(q.get(timeout=4)); p.join()
run(Process(target=w, args=()))
run(Process(target=w, args=(1,)))
run(Process(target=w, args=(1 ,)))
run(Process(target=w, args=( 1, 2 )))
run(Process(target=w, args=[]))
run(Process(target=w, args=[1]))
run(Process(target=w, args=(*xs,)))
run(Process(target=w, args=(*xs, 3)))
run(Process(target=w, args=xs))
run(Process(target=w, args=tuple(xs)))
run(Process(target=w, args=xs + [4]))
run(Process(target=w, args=(x for x in xs)))
run(Process(target=w, args=[x for x in xs]))
run(Process(target=w, args="ab"))
run(Process(target=w, args=xs if xs else ()))
run(Process(target=w, args=range(2), kwargs={"a": 1},))
run(Process(target=w, args=(
    1,
    2,
), name="n"))
run(Process(None, w, None, (1,), {"c": 9}))
run(Process(None, w))
run(Process(None, w, "x", xs))
run(Process(None, w, kwargs=dict(z=1)))
run(Process(args=(7,), target=w))
run(Process(
    target=w,  # comment
))
run(Process(
    target=w,
    args=(1,),  # the one
    daemon=True,
))
