# from: 3.4
from multiprocessing import Process

if __name__ == "__main__":
    process = Process(target=lambda: print(1))
    process.start()
    process.join()
