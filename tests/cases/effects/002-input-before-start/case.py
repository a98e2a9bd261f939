import sys
from multiprocessing import Pool


def square(n):
    return n * n


name = input("name? ")
numbers = [int(n) for n in sys.stdin.readline().split()]
print("hello", name)
with Pool(2) as pool:
    print(pool.map(square, numbers))
print("left over:", sys.stdin.read().strip())
