from multiprocessing import Process


def worker(code):
    raise SystemExit(code)


worker = Process(target=worker, args=(14,))
worker.start()
worker.join()
print("worker left with", worker.exitcode)
