"""Bank simulation: several clerks move money between accounts.

The total must stay the same.
"""

import random
from multiprocessing import Array, Lock, Process, Value

ACCOUNTS = ["anna", "bert", "cleo", "dora"]
START_MONEY = 100
CLERKS = 3
TRANSFERS = 25


class Clerk:
    """Makes transfers; the shared objects come with main()."""

    def __init__(self, number):
        self.number = number
        self.refused = 0

    def pick(self, rng):
        source, target = rng.sample(range(len(ACCOUNTS)), 2)
        return source, target, rng.randint(1, 30)

    def main(self, balances, lock, refused):
        rng = random.Random(self.number)
        for _ in range(TRANSFERS):
            source, target, amount = self.pick(rng)
            with lock:
                if balances[source] < amount:
                    self.refused += 1
                    continue
                balances[source] -= amount
                balances[target] += amount
        with refused.get_lock():
            refused.value += self.refused


def work(number, balances, lock, refused):
    Clerk(number).main(balances, lock, refused)


print("+----------------------+")
print("|  BANK OF PROCESSES   |")
print("+----------------------+")

lock = Lock()
balances = Array("i", [START_MONEY] * len(ACCOUNTS))
refused = Value("i", 0)


def total():
    return sum(balances)


print("before:", total())

# one clerk after the other, so that the output is always the same
for number in range(1, CLERKS + 1):
    clerk = Process(
        target=work,
        args=(number, balances, lock, refused),
    )
    clerk.start()
    clerk.join()
    print("clerk", number, "is done:", list(balances))

# now all at once; only the total is sure
clerks = [Process(target=work, args=(n, balances, lock, refused)) for n in (11, 12)]
for clerk in clerks:
    clerk.start()
for clerk in clerks:
    clerk.join()


def verdict(before, after):
    if before == after:
        return "the books are right"
    return "%+d is missing" % (before - after)


expected = START_MONEY * len(ACCOUNTS)
print("after:", total(), "in", len(ACCOUNTS), "accounts")
print(verdict(expected, total()))
print("nobody overdrawn:", all(balance >= 0 for balance in balances))
print("refused at all:", refused.value >= 0)
