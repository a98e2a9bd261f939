# from: 3.12
# method: fork
import threading
import time
import warnings
from multiprocessing import Process


def work():
    pass


if __name__ == "__main__":
    warnings.simplefilter("always")
    threading.Thread(target=time.sleep, args=(0.3,)).start()
    process = Process(target=work)
    process.start()
    process.join()
