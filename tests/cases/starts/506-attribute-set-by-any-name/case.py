from multiprocessing import Pool


def work(n):
    return n * n


class Config:
    mode = "serial"

    def __init__(self, **options):
        for name, value in options.items():
            setattr(self, name, value)


config = Config(mode="parallel")
if config.mode == "parallel":
    with Pool(2) as pool:
        print(pool.map(work, [1, 2]))
