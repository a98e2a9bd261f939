import dask
import dask.bag


@dask.delayed
def double(n):
    return 2 * n


print(dask.compute(double(4), double(5)))
print(dask.bag.from_sequence(range(4)).map(abs).compute(scheduler="threads"))
