from multiprocessing import Process
from types import MappingProxyType

prices = {"tea": 2}
shown = MappingProxyType(prices)


def work():
    print(sorted(shown.items()), flush=True)


print(len(shown))
prices["milk"] = 1
p = Process(target=work)
p.start()
p.join()
