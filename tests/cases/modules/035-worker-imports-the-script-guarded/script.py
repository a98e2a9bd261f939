from multiprocessing import Pool

import helper

RESULTS = []

if __name__ == "__main__":
    RESULTS.append(5)
    with Pool(2) as pool:
        print(RESULTS, pool.map(helper.count, [1, 2]))
