from multiprocessing import Pool


def weigh(item):
    return item, len(item)


class Scale:
    def __init__(self, workers):
        self.workers = workers

    def weigh_all(self, items):
        with Pool(self.workers) as pool:
            return dict(pool.map(weigh, items))


scale = Scale(2)
print(scale.weigh_all(["nut", "stone"]))
