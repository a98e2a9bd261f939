from multiprocessing import Pool


def square(n):
    return n * n


def captured():
    return head, rest, options


def main():
    global head, rest, options
    with Pool(2) as pool:
        answer = {"rows": pool.map(square, [1, 2, 3]), "size": 3}
    match answer:
        case {"rows": [head, *rest], **options}:
            print("rows", captured())
        case _:
            print("no rows")


if __name__ == "__main__":
    main()
