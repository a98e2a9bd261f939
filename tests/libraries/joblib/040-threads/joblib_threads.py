from joblib import Parallel, delayed, parallel_backend


def cube(n):
    return n ** 3


print(Parallel(n_jobs=2, prefer="threads")(delayed(cube)(n) for n in range(4)))
print(Parallel(n_jobs=1, backend="multiprocessing")(delayed(cube)(n) for n in range(4)))
with parallel_backend("threading", n_jobs=2):
    print(Parallel()(delayed(cube)(n) for n in range(4)))
