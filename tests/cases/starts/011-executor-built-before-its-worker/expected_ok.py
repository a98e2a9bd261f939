from concurrent.futures import ProcessPoolExecutor


def upper(text):
    return text.upper()


def main():
    executor = ProcessPoolExecutor(2)
    print(executor.submit(upper, "late").result(10))
    executor.shutdown()


if __name__ == "__main__":
    main()
