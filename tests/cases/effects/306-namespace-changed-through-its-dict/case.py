import argparse
from multiprocessing import Pool

args = argparse.Namespace(k=1)
overrides = {"k": 5, "z": 2}
vars(args).update(overrides)
args.__dict__["w"] = 3
print("k", args.k)


def work(x):
    return x * args.k + args.w


with Pool(2) as p:
    print(p.map(work, [1, 2]))
