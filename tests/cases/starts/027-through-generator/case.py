from multiprocessing import Pool


def reverse(text):
    return text[::-1]


def reversed_lines(lines):
    with Pool(2) as pool:
        yield from pool.imap(reverse, lines)


for number, line in enumerate(reversed_lines(["abc", "def"]), 1):
    print(number, line)
