from multiprocessing import Pool


def vowels(word):
    return sum(letter in "aeiou" for letter in word)


with Pool(2) as pool:
    found = pool.map(vowels, "the quick onion is a queue".split())

if "__main__" == __name__:
    print("vowels", found, sum(found))
