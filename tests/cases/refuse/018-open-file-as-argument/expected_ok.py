from multiprocessing import Process


def write(path, text):
    with open(path, "a") as out:
        out.write(text)


def main():
    with open("shared.txt", "w") as out:
        p = Process(target=write, args=(out.name, "from the child"))
        p.start()
        p.join()
    print(open("shared.txt").read())


if __name__ == "__main__":
    main()
