from multiprocessing import Process

LOG = "run.log"


def note(text):
    with open(LOG, "a") as log:
        log.write(text + "\n")


def main():
    open(LOG, "w").close()
    note("start")
    for name in ("one", "two"):
        p = Process(target=note, args=(name,))
        p.start()
        p.join()
    note("end")
    print(open(LOG).read(), end="")


if __name__ == "__main__":
    main()
