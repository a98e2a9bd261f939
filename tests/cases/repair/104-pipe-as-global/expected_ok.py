from multiprocessing import Pipe, Process


def answer(far):
    far.send(far.recv() * 2)


def main():
    near, far = Pipe()
    near.send(21)
    p = Process(target=answer, args=(far,))
    p.start()
    p.join()
    print(near.recv() if near.poll() else "nothing")


if __name__ == "__main__":
    main()
