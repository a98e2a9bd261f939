"""Ein kurzes Skript"""
from multiprocessing import Pool


def laenge(wort):
    return len(wort)


def main():
    print(__doc__)
    woerter = ["Straße", "Öl", "naïve"]
    with Pool(2) as pool:
        print(pool.map(laenge, woerter))
    # Ende ✓


if __name__ == "__main__":
    main()
