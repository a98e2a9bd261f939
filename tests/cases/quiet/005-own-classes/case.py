class Queue:
    def __init__(self):
        self.items = []

    def put(self, item):
        self.items.append(item)


class Process:
    """A step of a recipe."""

    def __init__(self, target, args=()):
        self.target = target
        self.args = args

    def start(self):
        self.target(*self.args)

    def join(self):
        pass


class Pool:
    def __init__(self, depth):
        self.depth = depth

    def map(self, f, xs):
        return [f(x) * self.depth for x in xs]


queue = Queue()
step = Process(target=queue.put, args=("stir",))
step.start()
step.join()
print(queue.items, Pool(3).map(len, ["deep", "end"]))
