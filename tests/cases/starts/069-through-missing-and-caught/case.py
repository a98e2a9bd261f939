import multiprocessing as mp


def leave(code):
    raise SystemExit(code)


def run(code):
    child = mp.Process(target=leave, args=(code,))
    child.start()
    child.join()
    return child.exitcode


class Results(dict):
    def __missing__(self, code):
        self[code] = run(code)
        return self.get(code)


class Failed(Exception):
    def again(self):
        return run(2)


results = Results()
print(results[1])
try:
    raise Failed
except Failed as failed:
    print(failed.again())
