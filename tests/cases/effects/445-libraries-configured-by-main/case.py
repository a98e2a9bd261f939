import fancylib
import torch
from torch.multiprocessing import spawn


def work(x):
    return fancylib.solve(torch.tensor(x))


def main():
    torch.set_fancy_default(1)
    fancylib.configure(level=2)
    spawn(work, nprocs=2)


main()
