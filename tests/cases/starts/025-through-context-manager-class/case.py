from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


class Crew:
    def __init__(self, *codes):
        self.members = [Process(target=leave, args=(c,)) for c in codes]

    def __enter__(self):
        for m in self.members:
            m.start()
        return self

    def __exit__(self, *exc):
        for m in self.members:
            m.join()


with Crew(1, 2) as crew:
    print("size", len(crew.members))
print([m.exitcode for m in crew.members])
