from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def launch(*anonymous, **named):
    for p in anonymous:
        p.start()
    for name in sorted(named):
        named[name].start()
    return [*anonymous, *named.values()]


def main():
    running = launch(Process(target=leave, args=(1,)), left=Process(target=leave, args=(2,)))
    for p in running:
        p.join()
    print([p.exitcode for p in running])


if __name__ == "__main__":
    main()
