import sys
from multiprocessing import Pool


def is_palindrome(text):
    return text == text[::-1]


def run(words):
    with Pool(2) as pool:
        verdicts = dict(zip(words, pool.map(is_palindrome, words)))
    for word in sorted(verdicts):
        print(word, "yes" if verdicts[word] else "no")
    return sum(verdicts.values())


if __name__ == "__main__":
    sys.exit(run(["level", "noon", "python", "radar"]))
