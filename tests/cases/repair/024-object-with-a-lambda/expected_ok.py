from multiprocessing import Process


class Filter:
    def __init__(self, rule):
        self.rule = rule

    def judge(self, n):
        raise SystemExit(int(self.rule(n)))


def over_three(n):
    return n > 3


def main():
    f = Filter(over_three)
    p = Process(target=f.judge, args=(5,))
    p.start()
    p.join()
    print(p.exitcode)


if __name__ == "__main__":
    main()
