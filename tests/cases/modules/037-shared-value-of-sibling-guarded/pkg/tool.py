from multiprocessing import Process

from . import jobs

if __name__ == "__main__":
    processes = [Process(target=jobs.work, args=(number,)) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print(jobs.COUNT.value)
