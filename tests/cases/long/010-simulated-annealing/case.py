"""Simulated annealing for a small travelling salesman problem.

Several independent restarts, each in a worker process with a seed of
its own.
"""
import math
import random
from multiprocessing import Pool

CITIES = {
    "A": (0, 0), "B": (1, 5), "C": (2, 2), "D": (3, 6),
    "E": (5, 1), "F": (6, 4), "G": (7, 7), "H": (8, 2),
}
NAMES = sorted(CITIES)
DISTANCES = {
    (a, b): math.dist(CITIES[a], CITIES[b])
    for a in NAMES
    for b in NAMES
}

START_TEMPERATURE = 5.0
COOLING = 0.995
STEPS = 1500


def length(tour):
    return sum(DISTANCES[a, b] for a, b in zip(tour, tour[1:] + tour[:1]))


def neighbour(tour, rng):
    """Turn a piece of the tour round."""
    i, j = sorted(rng.sample(range(len(tour)), 2))
    return tour[:i] + tour[i:j + 1][::-1] + tour[j + 1:]


def anneal(seed):
    rng = random.Random(seed)
    tour = NAMES[:]
    rng.shuffle(tour)
    current = length(tour)
    temperature = START_TEMPERATURE
    accepted = 0
    for _ in range(STEPS):
        other = neighbour(tour, rng)
        change = length(other) - current
        if change < 0 or rng.random() < math.exp(-change / temperature):
            tour, current = other, current + change
            accepted += 1
        temperature *= COOLING
    return seed, tour, accepted


def normal(tour):
    """Begin with the first city and go to its smaller neighbour."""
    at = tour.index(NAMES[0])
    tour = tour[at:] + tour[:at]
    if tour[1] > tour[-1]:
        tour = tour[:1] + tour[:0:-1]
    return "".join(tour)


best_tour = None
best_length = float("inf")


def keep(tour):
    """Remember the tour if it is the best so far."""
    global best_tour, best_length
    now = length(tour)
    if now < best_length - 1e-9:
        best_tour, best_length = tour, now
        return True
    return False


seeds = [3, 14, 15, 92, 65]
print(len(CITIES), "cities,", len(seeds), "restarts")
print("in the order of their names:", round(length(NAMES), 3))

with Pool(2) as pool:
    restarts = pool.map(anneal, seeds)

for seed, tour, accepted in restarts:
    mark = "*" if keep(tour) else " "
    print("%s seed %2d  %s  %.3f" % (mark, seed, normal(tour), length(tour)))
    if not accepted: print("  nothing was accepted")

# greedy, for comparison
left = set(NAMES[1:])
tour = NAMES[:1]
while left:
    nearest = min(sorted(left), key=lambda name: DISTANCES[tour[-1], name])
    left.remove(nearest)
    tour.append(nearest)
print("greedy: %s %.3f" % (normal(tour), length(tour)))

better = keep(tour)
print("best:", normal(best_tour), "%.3f" % best_length, "(greedy)" if better else "")
