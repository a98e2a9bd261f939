import multiprocessing as mp


def fill(cells, index):
    cells[index] = (index + 1) * 11


def main():
    if mp.cpu_count():
        cells = mp.Array("i", 3)
    ps = [mp.Process(target=fill, args=(cells, i)) for i in range(3)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    print(list(cells))


if __name__ == "__main__":
    main()
