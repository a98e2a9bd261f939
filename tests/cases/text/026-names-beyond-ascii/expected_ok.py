from multiprocessing import Pool

π = 3.14159


def fläche(größe, *, maß="cm²"):
    return "%.2f %s" % (π * größe ** 2, maß)


class Поле:
    ширина = 3


def 合計():
    return len(面積), Поле.ширина


def main():
    global 面積
    größen = [1, Поле.ширина]
    with Pool(2) as pool:
        面積 = pool.map(fläche, größen)
    for größe, ß in zip(größen, 面積):
        print("größe", größe, "→", ß)
    print(合計(), "naïve\u00a0🐍", "line separator")


if __name__ == "__main__":
    main()
