import multiprocessing

multiprocessing.set_start_method("spawn", force=True)


def work(number):
    print("work", number, flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn", True)
    process = multiprocessing.Process(target=work, args=(3,))
    process.start()
    process.join()
