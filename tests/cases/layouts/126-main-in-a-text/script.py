import argparse
from multiprocessing import Pool


def work(n):
    return n * 2


parser = argparse.ArgumentParser(prog="main")
branch = "main"
with Pool(2) as pool:
    results = pool.map(work, [1, 2])
print(parser.prog, branch, results)
