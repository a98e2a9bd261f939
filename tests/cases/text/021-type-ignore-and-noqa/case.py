from multiprocessing import Pool  # isort: skip
from typing import List


def tenth(n: int) -> float:
    return n / 10


# fmt: off
values = [ ]  # type: List[float]
pool = Pool(2)  # noqa: F841
values.extend(pool.map(tenth,  # type: ignore
                       [10,20,30]))  # noqa: E231
# fmt: on
pool.close(); pool.join()  # noqa: E702
total: int = sum(values)  # type: ignore[arg-type]
print(total)  # pylint: disable=bad-thing  # noqa
