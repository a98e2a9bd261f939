from multiprocessing import Process


class Clock:
    hour = 3

    def strike(times):
        raise SystemExit(times)


def main():
    Clock.hand = Process(target=Clock.strike, args=(Clock.hour,))
    Clock.hand.start()
    Clock.hand.join()
    print(Clock.hand.exitcode)


if __name__ == "__main__":
    main()
