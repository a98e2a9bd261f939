import multiprocessing
import string as main


def spell(n):
    return main.ascii_lowercase[n]


def run():
    # the cast
    with multiprocessing.Pool(2) as pool:
        print("".join(pool.map(spell, [12, 0, 8, 13])))


if __name__ == "__main__":
    run()
