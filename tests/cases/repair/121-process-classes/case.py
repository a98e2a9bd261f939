from multiprocessing import Process, Queue, Value

total = Value("i", 0)
q = Queue()


class Plain(Process):
    """Says that it lives."""

    def run(self):
        """Runs."""
        q.put(self.pid is not None)


class Named(Process):
    def __init__(self, n):
        """Keeps a number."""
        Process.__init__(self)
        self.n = n

    def run(self):
        with total.get_lock():
            total.value += self.n
        q.put(self.n)


class Helped(Process):
    def __init__(self, n):
        super().__init__()
        self.n = n

    def run(self):
        q.put(f"{self.n=} {total.value=}")
        tell()


def tell():
    q.put("helped")


def show(process, answers):
    process.start()
    print([q.get(timeout=10) for _ in range(answers)])
    process.join()


show(Plain(), 1)
show(Named(n=4), 1)
show(Helped(5), 2)
print(total.value)
