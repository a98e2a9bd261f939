import concurrent.futures


def length(word):
    return len(word)


def main():
    words = ["fig", "banana", "kiwi"]
    executor = concurrent.futures.ProcessPoolExecutor(max_workers=2)
    futures = {executor.submit(length, w): w for w in words}
    found = {}
    for done in concurrent.futures.as_completed(futures, timeout=10):
        found[futures[done]] = done.result()
    executor.shutdown()
    for w in words:
        print(w, found[w])


if __name__ == "__main__":
    main()
