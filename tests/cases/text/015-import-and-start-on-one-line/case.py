from multiprocessing import Pool
import math; pool_size = 2  # small machine


def hypotenuse(sides):
    return round(math.hypot(*sides) * SCALE, 2)


SCALE = 10; pool = Pool(pool_size)
import json; print(json.dumps(pool.map(hypotenuse, [(3, 4), (5, 12)])))
pool.close(); pool.join()
