from concurrent.futures import ProcessPoolExecutor


def letters(word):
    return len(set(word))


if __name__ == "__main__":
    words = ["banana", "mississippi", "queue"]
    print("counting", len(words), "words")
    with ProcessPoolExecutor(max_workers=2) as executor:
        # results in the order of the words
        counts = list(executor.map(letters, words))

    for word, count in zip(words, counts):
        print(word, count)
