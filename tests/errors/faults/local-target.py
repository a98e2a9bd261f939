# from: 3.4
from multiprocessing import Process


def main():
    def work():
        print(1)

    process = Process(target=work)
    process.start()
    process.join()


if __name__ == "__main__":
    main()
