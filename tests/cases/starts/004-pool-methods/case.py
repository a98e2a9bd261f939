from multiprocessing import Pool


def cube(n):
    return n ** 3


def area(w, h):
    return w * h


with Pool(processes=2) as pool:
    print(pool.map(cube, range(5)))
    print(list(pool.imap(cube, [3, 2, 1])))
    print(sorted(pool.imap_unordered(cube, [4, 5])))
    print(pool.starmap(area, [(2, 3), (4, 5)]))
    print(pool.apply(area, (6, 7)))
    later = pool.apply_async(area, kwds={"w": 8, "h": 9})
    many = pool.map_async(cube, [6])
    pairs = pool.starmap_async(area, zip([1, 2], [3, 4]))
    print(later.get(10), many.get(10), pairs.get(10))
