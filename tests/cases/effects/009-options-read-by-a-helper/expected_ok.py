import argparse
from multiprocessing import Process


def leave():
    raise SystemExit(9)


def say(text):
    if opt.verbose:
        print(text)


def main():
    global opt
    parser = argparse.ArgumentParser()
    parser.add_argument("-v", "--verbose", action="store_true")
    opt = parser.parse_args()
    say("starting")
    p = Process(target=leave)
    p.start()
    p.join()
    say("code %d" % p.exitcode)


if __name__ == "__main__":
    main()
