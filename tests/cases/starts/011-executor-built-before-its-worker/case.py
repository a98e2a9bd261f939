from concurrent.futures import ProcessPoolExecutor

executor = ProcessPoolExecutor(2)


def upper(text):
    return text.upper()


print(executor.submit(upper, "late").result(10))
executor.shutdown()
