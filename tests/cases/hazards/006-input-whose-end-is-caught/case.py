from multiprocessing import Process

try:
    name = input()
except EOFError:
    name = "nobody"


def report(text):
    print("report:", text, flush=True)


if __name__ == "__main__":
    process = Process(target=report, args=(name,))
    process.start()
    process.join()
