import joblib


def half(n):
    return n / 2


with joblib.parallel_config(backend="multiprocessing", n_jobs=2):
    halves = joblib.Parallel()(joblib.delayed(half)(n) for n in (1, 2, 3))
print(halves)
