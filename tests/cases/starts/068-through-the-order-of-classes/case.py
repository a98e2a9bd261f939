import multiprocessing as mp


def leave(code):
    raise SystemExit(code)


class Base:
    def run(self):
        print("base")


class Quiet(Base):
    def run(self):
        super().run()


class Loud(Base):
    def run(self):
        child = mp.Process(target=leave, args=(3,))
        child.start()
        child.join()
        print(child.exitcode)
        super().run()


class Both(Quiet, Loud):
    pass


Both().run()
