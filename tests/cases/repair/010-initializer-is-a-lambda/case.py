from multiprocessing import Pool

state = {}


def set_base(base):
    state["base"] = base


def work(number):
    return state["base"] + number


def run(base):
    with Pool(1, initializer=lambda: set_base(base)) as pool:
        print(pool.map(work, range(3)))


run(10)
