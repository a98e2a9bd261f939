from multiprocessing import Pool

main_ = {"width": 12}


def main(n):
    """The main diagonal of an n by n table."""
    return [i * (n + 1) for i in range(n)]


def _main(text):
    return text.center(main_["width"], ".")


print(_main("diagonals"))
with Pool(2) as pool:
    for diagonal in pool.map(main, [2, 3, 4]):
        print(_main(str(sum(diagonal))), diagonal)
print(_main("done"))
