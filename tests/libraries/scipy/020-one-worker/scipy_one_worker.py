from scipy.optimize import brute, differential_evolution


def cost(x):
    return float(((x - 1) ** 2).sum())


best = differential_evolution(cost, [(-3, 3)], workers=1, seed=3, maxiter=3, popsize=4)
print(bool(best.fun < 1))
print(round(float(brute(cost, [(0, 2)], Ns=5, workers=map, finish=None)), 2))
