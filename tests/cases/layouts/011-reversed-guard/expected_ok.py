from multiprocessing import Pool


def vowels(word):
    return sum(letter in "aeiou" for letter in word)


if "__main__" == __name__:
    with Pool(2) as pool:
        found = pool.map(vowels, "the quick onion is a queue".split())

    print("vowels", found, sum(found))
