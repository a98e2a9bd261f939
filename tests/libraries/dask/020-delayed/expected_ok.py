import dask


@dask.delayed
def double(n):
    return 2 * n


if __name__ == "__main__":
    print(dask.compute(double(4), double(5), scheduler="processes", num_workers=2))
