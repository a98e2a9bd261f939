from joblib import Parallel, delayed


def cube(n):
    return n ** 3


print("start")
print(Parallel(n_jobs=2, backend="multiprocessing")(delayed(cube)(n) for n in range(4)))
