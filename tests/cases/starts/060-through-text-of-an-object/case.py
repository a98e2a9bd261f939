import multiprocessing as mp


def leave(code):
    raise SystemExit(code)


class Report:
    def __repr__(self):
        child = mp.Process(target=leave, args=(6,))
        child.start()
        child.join()
        return f"left with {child.exitcode}"


report = Report()
print("report: %s" % report)
print([report])
