import numpy as np
from scipy.optimize import brute, differential_evolution

TARGET = 0.25
xs = np.linspace(0, 1, 101)


def misfit(params):
    a, b = params
    return float(np.sum((a * xs + b - TARGET) ** 2))


bounds = [(-1, 1), (-1, 1)]
best = differential_evolution(misfit, bounds, seed=1, workers=-1, updating="deferred")
print(best.x)
print(brute(misfit, bounds, workers=1))
