from joblib import Parallel, delayed


def cube(n):
    return n ** 3


print(Parallel(n_jobs=2)(delayed(cube)(n) for n in range(4)))
