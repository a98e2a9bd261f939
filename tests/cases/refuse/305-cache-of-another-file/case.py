import conf
from multiprocessing import Pool

print(conf.load())


def work(x):
    return conf.load() + x


with Pool(1) as p:
    print(p.map(work, [0]))
