from loky import get_reusable_executor


def square(n):
    return n * n


executor = get_reusable_executor(max_workers=2, context="loky_init_main")
print(list(executor.map(square, range(4))))
executor.shutdown()
