import secrets
from functools import partial
from multiprocessing import Pool


def sign(key, text):
    return text + key


def main():
    key = secrets.token_hex(8)
    with Pool(2) as pool:
        signed = pool.map(partial(sign, key), ["a", "b"])
    print([s.endswith(key) for s in signed])


if __name__ == "__main__":
    main()
