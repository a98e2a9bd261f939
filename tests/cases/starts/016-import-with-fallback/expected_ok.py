try:
    import multiprocess as mp
except ImportError:
    import multiprocessing as mp


def negate(n):
    return -n


def main():
    with mp.Pool(2) as pool:
        print(pool.map(negate, [1, 2]))


if __name__ == "__main__":
    main()
