from multiprocessing import Process


class Clock:
    hour = 3

    def strike(times):
        raise SystemExit(times)

    hand = Process(target=strike, args=(hour,))
    hand.start()
    hand.join()


print(Clock.hand.exitcode)
