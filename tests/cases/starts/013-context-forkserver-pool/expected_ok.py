import multiprocessing as mp


def last(text):
    return text[-1]


def main():
    server = mp.get_context(method="forkserver")
    with server.Pool(1) as pool:
        print("".join(pool.map(last, ["up", "to", "one"])))


if __name__ == "__main__":
    main()
