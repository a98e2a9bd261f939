# from: 3.4
from multiprocessing import Process

if __name__ == "__main__":
    def work(n):
        return n

    process = Process(target=work, args=(1,))
    process.start()
    process.join()
