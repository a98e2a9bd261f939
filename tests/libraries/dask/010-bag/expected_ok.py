import dask.bag


def double(n):
    return 2 * n


if __name__ == "__main__":
    bag = dask.bag.from_sequence(range(6), npartitions=2)
    print(bag.map(double).compute(num_workers=2))
