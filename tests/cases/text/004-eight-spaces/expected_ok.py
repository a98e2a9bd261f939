from multiprocessing import Pool


def parity(n):
        if n % 2:
                return "odd"
        return "even"


def main():
        try:
                with Pool(2) as pool:
                        names = pool.map(parity, [4, 7, 8])
        finally:
                print("pool is gone")
        print(", ".join(names))


if __name__ == "__main__":
        main()
