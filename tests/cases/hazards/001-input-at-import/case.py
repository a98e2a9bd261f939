from multiprocessing import Process

name = input()
count = 2


def greet(number):
    print("hello", number, flush=True)


if __name__ == "__main__":
    for number in range(count):
        process = Process(target=greet, args=(number,))
        process.start()
        process.join()
    print("bye", name)
