from multiprocessing import Pool
import warnings


def work(x):
    warnings.warn("careful")
    return x


def main():
    warnings.simplefilter("error")
    with Pool(1) as pool:
        try:
            print(pool.map(work, range(2)))
        except UserWarning as error:
            print("refused:", error)


main()
