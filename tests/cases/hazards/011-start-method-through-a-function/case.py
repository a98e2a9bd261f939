import multiprocessing as mp


def configure():
    mp.set_start_method("spawn")


def work(lock, number):
    with lock:
        print("work", number, flush=True)


configure()

if __name__ == "__main__":
    lock = mp.Lock()
    for number in range(2):
        process = mp.Process(target=work, args=(lock, number))
        process.start()
        process.join()
        print(process.exitcode)
