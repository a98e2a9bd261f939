"""Notes on pools.

from multiprocessing import Pool
Pool(4).map(f, range(10))
"""
from __future__ import annotations

# p = Process(target=f); p.start()
HINT = "with multiprocessing.Pool() as pool: pool.map(work, items)"


def describe(pool: multiprocessing.pool.Pool, p: "Process") -> ProcessPoolExecutor:
    return f"{pool} and {p}: Process(target=f).start()"


print(describe("a pool", "a process"), len(HINT) > 10)
