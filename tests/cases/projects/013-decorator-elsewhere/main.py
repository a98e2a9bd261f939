from deco import parallel


@parallel
def total(numbers):
    return sum(numbers)


print(total([1, 2, 3]), flush=True)
