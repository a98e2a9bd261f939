import parmap


def scale(n, factor):
    return n * factor


print(parmap.map(scale, [1, 2, 3], 10, pm_parallel=False))
