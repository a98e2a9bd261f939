from multiprocessing import Process


class Filter:
    def __init__(self, rule):
        self.rule = rule

    def judge(self, n):
        raise SystemExit(int(self.rule(n)))


f = Filter(lambda n: n > 3)
p = Process(target=f.judge, args=(5,))
p.start()
p.join()
print(p.exitcode)
