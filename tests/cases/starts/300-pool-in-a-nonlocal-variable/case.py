from multiprocessing import Pool


def sq(x):
    return x * x


def make_runner(n):
    pool = None
    done = []

    def run(xs):
        nonlocal pool
        if pool is None:
            pool = Pool(n)
        done.append(len(xs))
        return pool.map(sq, xs)

    def close():
        pool.close()
        pool.join()
        return done
    return run, close


run, close = make_runner(2)
print(run([1, 2]))
print(run([3]))
print(close())
