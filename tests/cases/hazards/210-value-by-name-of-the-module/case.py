from multiprocessing import Process

if __name__ == "__main__":
    role = "parent"
else:
    role = "child"


def tell():
    print("made by the", role, flush=True)


if __name__ == "__main__":
    p = Process(target=tell)
    p.start()
    p.join()
