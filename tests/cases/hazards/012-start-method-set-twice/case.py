import multiprocessing


def work(number):
    print("work", number, flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    multiprocessing.set_start_method("forkserver")
    process = multiprocessing.Process(target=work, args=(3,))
    process.start()
    process.join()
