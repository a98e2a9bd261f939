from multiprocessing import Process, Queue

letters = Queue()


def write(text):
    letters.put(text)


p = Process(target=write, args=("dear all",))
p.start()
print(letters.get(timeout=10))
p.join()
