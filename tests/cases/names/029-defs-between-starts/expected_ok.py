from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


# ---- second demo ----
class Ticket:
    price = 3


def pay(count):
    raise SystemExit(count * Ticket.price)


def main():
    p = Process(target=leave, args=(5,))
    p.start()
    p.join()
    print("first", p.exitcode)

    p = Process(target=pay, args=(2,))
    p.start()
    p.join()
    print("second", p.exitcode)


if __name__ == "__main__":
    main()
