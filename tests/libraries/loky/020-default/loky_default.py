from loky import get_reusable_executor


def square(n):
    return n * n


executor = get_reusable_executor(max_workers=2)
print(list(executor.map(square, range(4))))
print(executor.submit(square, 9).result())
