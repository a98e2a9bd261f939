"""Areas of circles, four at a time."""
import math
from multiprocessing import Pool

RADII = (1, 2, 5, 10)


def area(radius):
    return round(math.pi * radius ** 2, 3)


def run():
    print("radii:", *RADII)
    with Pool(2) as pool:
        for radius, value in zip(RADII, pool.map(area, RADII)):
            print(f"{radius:>3} {value:>8}")


run()
