#!/usr/bin/env python3
"""Estimate pi with random points, in several processes.

Each batch has its own seed, so the numbers are the same on each run.
"""
import math
import random
import sys
from multiprocessing import Pool

BATCHES = 6
POINTS = 2000
# half-width of a 95 % interval in standard errors
Z = 1.96
RADIUS2 = 1.0

print("Monte-Carlo estimate of pi")
print("=" * 26)
print("batches: %d, points per batch: %d" % (BATCHES, POINTS))


def inside(x, y):
    """Is the point in the quarter circle?"""
    return x * x + y * y <= RADIUS2


def throw(seed):
    """One batch: (seed, hits)."""
    rng = random.Random(seed)
    hits = 0
    for _ in range(POINTS):
        if inside(rng.random(), rng.random()):
            hits += 1
    return seed, hits


def mean(values):
    return sum(values) / len(values)


def deviation(values):
    m = mean(values)
    return math.sqrt(sum((v - m) ** 2 for v in values) / (len(values) - 1))


# ---------------------------------------------------------------- run
pool = Pool(processes=2)
hits = {}
for seed, n in pool.imap_unordered(throw, range(1, BATCHES + 1)):
    hits[seed] = n
pool.close()
pool.join()

estimates = [4 * hits[seed] / POINTS for seed in sorted(hits)]
for i, value in enumerate(estimates, 1):
    print("  batch %d: %.4f  (%+.4f)" % (i, value, value - math.pi))


def summary(values, digits=4):
    m = mean(values)
    s = deviation(values) / math.sqrt(len(values))
    return "%.*f +- %.*f" % (digits, m, digits, Z * s), abs(m - math.pi) <= Z * s


# ---------------------------------------------------------------- results
text, good = summary(estimates)
print("pi =", text)
if good:
    print("the interval holds pi")
else:
    print("pi is outside of the interval")

total = sum(hits.values())
print("total hits", total, "of", BATCHES * POINTS)

# a convergence table: how the mean settles
print()
print("n   mean    error")
running = 0.0
for n, value in enumerate(estimates, 1):
    running += value
    error = abs(running / n - math.pi)
    bar = "#" * int(error * 200)
    print("%-3d %.4f  %.4f %s" % (n, running / n, error, bar))

if not 3.0 < mean(estimates) < 3.3:
    sys.exit("something is very wrong")
sys.exit(0 if good else 3)
