from multiprocessing import \
    Pool


def power(base, exponent):
    return base ** exponent


def main():
    with Pool(2) as small, \
            Pool(1) as tiny:
        powers = \
            small.starmap(power, [(2, 3), (3, 2)])
        more = tiny.starmap(power, [(5, 0)]) \
      + powers
    total = 1 + \
    2 + \
        sum(more)
    text = 'one \
two \
   three'
    assert total > 3, \
        "too small"
    if total > 20 \
            and powers:
        print(total, more, text)


if __name__ == "__main__":
    main()
