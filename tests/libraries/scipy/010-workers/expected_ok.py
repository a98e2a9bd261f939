from scipy.optimize import differential_evolution


def cost(x):
    return (x[0] - 1) ** 2 + (x[1] + 2) ** 2


if __name__ == "__main__":
    print("searching")
    best = differential_evolution(cost, [(-3, 3), (-3, 3)], workers=2, updating="deferred", seed=3, maxiter=3, popsize=4)
    print(len(best.x), bool(best.fun < 9))
