import csv
import io
from multiprocessing import Pool


def fields(line):
    return next(csv.reader(io.StringIO(line), "pipes"))


if __name__ == "__main__":
    csv.register_dialect("pipes", delimiter="|")
    with Pool(2) as pool:
        print(pool.map(fields, ["a|b", "c|d"]))
