from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


p = Process(target=leave, args=(5,))
p.start()
p.join()
print("first", p.exitcode)


# ---- second demo ----
class Ticket:
    price = 3


def pay(count):
    raise SystemExit(count * Ticket.price)


p = Process(target=pay, args=(2,))
p.start()
p.join()
print("second", p.exitcode)
