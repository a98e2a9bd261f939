import multiprocessing

if multiprocessing.get_start_method(allow_none=True) is None:
    multiprocessing.set_start_method("spawn")


def work(number):
    print("work", number, flush=True)


if __name__ == "__main__":
    process = multiprocessing.Process(target=work, args=(3,))
    process.start()
    process.join()
