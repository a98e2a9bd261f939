from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing import Pool

    Pool(2).map(print, [])


def run(pool: "Pool"):
    return pool


if False:
    import multiprocessing

    multiprocessing.Process(target=run).start()
print("one run")
