import dask
from dask import delayed

parts = [delayed(sum)([1, n]) for n in range(3)]
dask.config.set(scheduler="processes")
print(dask.compute(*parts))
dask.config.set(scheduler="threads")
print(dask.compute(*parts))
