import multiprocessing


class LineCounter(multiprocessing.Process):
    def __init__(self, text, out):
        super().__init__()
        self.text = text
        self.out = out

    def run(self):
        self.out.put((self.text[0], self.text.count("\n")))


texts = ["a\nb\n", "c\n", "d\ne\nf\n"]
results = multiprocessing.Queue()
workers = [LineCounter(text, results) for text in texts]
for worker in workers:
    worker.start()
found = sorted(results.get(timeout=10) for _ in workers)
for worker in workers:
    worker.join()
print(found)
