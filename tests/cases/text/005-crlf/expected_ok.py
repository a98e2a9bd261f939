"""Line ends

of the other kind.
"""
from multiprocessing import Pool


def count(text):
    return text.count("\n"), text.count("\r")


def main():
    texts = ["a\r\nb", """c
d

e""", 'f\
g']

    with Pool(2) as pool:   # two
        # each text in a process

        for pair in pool.imap(count, texts):
            print(*pair)
    print(repr(__doc__), repr(texts))


if __name__ == "__main__":
    main()
