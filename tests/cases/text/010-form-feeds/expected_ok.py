"""Sections"""
from multiprocessing import Pool


def rest(n):
    return n % 7

# section two


def main():
    with Pool(2) as pool:
        rests = pool.map(rest, [70, 71, 79])

    # section three
    print(rests)
    print("ab".split())


if __name__ == "__main__":
    main()
