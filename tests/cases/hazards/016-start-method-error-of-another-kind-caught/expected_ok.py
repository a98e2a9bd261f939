import multiprocessing


def work(number):
    print("work", number, flush=True)


if __name__ == "__main__":
    try:
        multiprocessing.set_start_method("spawn")
    except ValueError:
        print("this system has no such method")
    process = multiprocessing.Process(target=work, args=(3,))
    process.start()
    process.join()
