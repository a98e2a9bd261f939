from multiprocessing import Pool
import math; pool_size = 2  # small machine


def hypotenuse(sides):
    return round(math.hypot(*sides) * SCALE, 2)


SCALE = 10
import json


def main():
    pool = Pool(pool_size)
    print(json.dumps(pool.map(hypotenuse, [(3, 4), (5, 12)])))
    pool.close(); pool.join()


if __name__ == "__main__":
    main()
