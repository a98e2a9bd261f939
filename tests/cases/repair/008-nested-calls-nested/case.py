from multiprocessing import Process


def run(numbers):
    def double(number):
        return 2 * number

    def work():
        print([double(number) for number in numbers], flush=True)

    p = Process(target=work)
    p.start()
    p.join()
    print(double(21))


run([1, 2, 3])
