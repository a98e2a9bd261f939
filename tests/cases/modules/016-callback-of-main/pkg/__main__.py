from multiprocessing import Pool

from .jobs import work

RESULTS = []


def keep(result):
    RESULTS.append(result)


if __name__ == "__main__":
    with Pool(2) as pool:
        jobs = [pool.apply_async(work, (number,), callback=keep) for number in range(3)]
        pool.close()
        pool.join()
    print(sorted(RESULTS), len(jobs))
