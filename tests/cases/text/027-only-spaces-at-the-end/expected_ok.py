from multiprocessing import Process


def say(text):
    print(text, end="!\n")


def main():
    p = Process(target=say, args=("hi",))
    p.start()
    p.join()
    if not p.exitcode:
        print("ok")


if __name__ == "__main__":
    main()
