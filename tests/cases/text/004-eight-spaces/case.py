from multiprocessing import Pool


def parity(n):
        if n % 2:
                return "odd"
        return "even"


try:
        with Pool(2) as pool:
                names = pool.map(parity, [4, 7, 8])
finally:
        print("pool is gone")
print(", ".join(names))
