import multiprocessing

factor = 3


def scale(n):
    return n * factor


fork = multiprocessing.get_context("fork")
factor = 5
with fork.Pool(2) as pool:
    print(pool.map(scale, [1, 2]), flush=True)
p = fork.Process(target=print, args=("child",))
p.start()
p.join()
