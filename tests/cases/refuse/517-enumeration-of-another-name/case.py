from enum import Enum
from multiprocessing import Process

Color = Enum("Colour", "RED BLUE")


def work(color):
    print(color.name, flush=True)


p = Process(target=work, args=(Color.RED,))
p.start()
p.join()
