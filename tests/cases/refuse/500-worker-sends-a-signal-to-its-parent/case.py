import os
import signal
from multiprocessing import Process

seen = []
signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))


def poke():
    os.kill(os.getppid(), signal.SIGUSR1)


process = Process(target=poke)
process.start()
process.join()
print(len(seen), process.exitcode)
