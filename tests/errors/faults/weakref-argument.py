# from: 3.4
import weakref
from multiprocessing import Process


class Node:
    pass


def work(node):
    pass


if __name__ == "__main__":
    kept = Node()
    process = Process(target=work, args=(weakref.ref(kept),))
    process.start()
    process.join()
