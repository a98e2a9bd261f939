from multiprocessing import Process, Queue
q = Queue()


def w(
    a,  # first
    b,
):
    q.put((a, b))


p = Process(
    target=w,
    args=(
        1,  # one
        2,
    ),
)
p.start(); print(q.get()); p.join()
