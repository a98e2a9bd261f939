import os
from multiprocessing import Process


def touch(name):
    open(name, "w").close()


def main():
    os.mkdir("out")
    os.chdir("out")
    p = Process(target=touch, args=("made-by-child",))
    p.start()
    p.join()
    print(os.path.basename(os.getcwd()), os.listdir("."))


if __name__ == "__main__":
    main()
