from multiprocessing import Process, Queue

results = Queue()


def square(number):
    return number * number


p = Process(target=lambda: results.put(square(12)))
p.start()
p.join()
print(results.get())
