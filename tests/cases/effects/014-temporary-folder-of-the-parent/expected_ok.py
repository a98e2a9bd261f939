import os
import tempfile
from multiprocessing import Pool


def render(n):
    return "page %d\n" % n


def main():
    with tempfile.TemporaryDirectory() as folder:
        with Pool(2) as pool:
            for i, page in enumerate(pool.map(render, [1, 2, 3])):
                with open(os.path.join(folder, "%d.txt" % i), "w") as f:
                    f.write(page)
        print(sorted(os.listdir(folder)))
    print(os.path.exists(folder))


if __name__ == "__main__":
    main()
