from multiprocessing import Pool


def work(n):
    return n * n


state = {"ready": False}


def prepare():
    state["ready"] = True


while not state["ready"]:
    prepare()
with Pool(2) as pool:
    print(pool.map(work, [1, 2]))
