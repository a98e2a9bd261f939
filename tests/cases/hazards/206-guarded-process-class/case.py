from multiprocessing import Event, Process, Queue

box = Queue()
done = Event()


class Writer(Process):
    """Writes one word."""

    def __init__(self, word):
        super().__init__()
        self.word = word

    def run(self):
        box.put(self.word)
        done.set()


if __name__ == "__main__":
    writer = Writer("hello")
    writer.start()
    print("done" if done.wait(5) else "not done")
    print(box.get(timeout=2) if done.is_set() else "nothing")
    writer.join()
