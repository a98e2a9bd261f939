from multiprocessing import Process


class Gauge:
    def __init__(self, value):
        self.value = value

    def report(self):
        print("gauge", self.value)


def main():
    gauge = Gauge(40)
    gauge.value += 2
    p = Process(target=gauge.report)
    p.start()
    p.join()


if __name__ == "__main__":
    main()
