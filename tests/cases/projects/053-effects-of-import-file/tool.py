from multiprocessing import Pool

OUT = "out.txt"


def sq(n):
    return n * n


with Pool(2) as pool:
    with open(OUT, "w") as file:
        file.write(str(pool.map(sq, [1, 2])))
