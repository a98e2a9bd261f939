from pathos.pools import SerialPool, ThreadPool


def double(n):
    return 2 * n


print(ThreadPool(2).map(double, range(4)))
print(list(SerialPool().map(double, range(4))))
