#!/usr/bin/python3
# vim: set fileencoding=cp1252 :
import multiprocessing

PRICES = {"tea": "3 €", "cake": "5 €"}


def price(thing):
    return thing + " – " + PRICES[thing]


print("“prices”")
pool = multiprocessing.Pool(2)
for line in pool.map(price, sorted(PRICES)):
    print(line, len(line))
pool.close()
pool.join()
print("…")  # that’s all
