"""How many primes does each block of numbers hold?"""
from multiprocessing import Pool

BLOCKS = [(1, 1_000), (1_000, 10_000), (10_000, 20_000)]
SMALL = (2, 3, 5, 7, 11, 13)


def is_prime(n):
    if n < 2 or any(n % p == 0 for p in SMALL):
        return n in SMALL
    return all(n % d for d in range(17, int(n ** 0.5) + 1, 2))


def count(block):
    low, high = block
    return sum(map(is_prime, range(low, high)))


print("counting in", len(BLOCKS), "blocks")
pool = Pool(2)
counts = pool.map(count, BLOCKS)
pool.close()
pool.join()
for (low, high), primes in zip(BLOCKS, counts):
    print(f"{low:>6} to {high:>6}: {primes:>5} primes")
print("together:", sum(counts))
