import multiprocessing


def work(number):
    print("working on", number, flush=True)
    return number * number


if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.map(work, [2, 3]))
