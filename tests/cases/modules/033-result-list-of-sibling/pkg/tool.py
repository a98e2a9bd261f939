from multiprocessing import Pool

from . import jobs

if __name__ == "__main__":
    jobs.RESULTS.append("begin")
    with Pool(2) as pool:
        jobs.RESULTS.extend(pool.map(jobs.work, [1, 2, 3]))
    jobs.report()
