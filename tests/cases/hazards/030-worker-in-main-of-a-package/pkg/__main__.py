from multiprocessing import Process


def work(number):
    print("work", number, flush=True)


if __name__ == "__main__":
    process = Process(target=work, args=(3,))
    process.start()
    process.join()
    print(process.exitcode)
