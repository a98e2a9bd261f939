# Say hello from another process.
from multiprocessing import Process


def greet(name):
    print("hello", name)


def main():
    p = Process(target=greet, args=("ada",))
    p.start()
    p.join()
    print("exit code", p.exitcode)


if __name__ == "__main__":
    main()
