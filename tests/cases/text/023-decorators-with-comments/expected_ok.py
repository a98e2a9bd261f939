import functools
from multiprocessing import Pool

registry = {}


def register(name):
    def keep(function):
        registry[name] = function.__name__
        return function
    return keep


@register("fast")  # first
# between the decorators
@functools.lru_cache(maxsize=None)

# blank line above
def fast(n):
    return n if n < 2 else fast(n - 1) + fast(n - 2)


# about slow
@register(
    "slow",  # with a comma
)
def slow(n):
    return sum(range(n))


def main():
    with Pool(2) as pool:
        print(pool.map(fast, [10, 20, 30]))

    with Pool(2) as pool:
        print(pool.map(slow, [10, 20, 30]))
    print(sorted(registry.items()))


if __name__ == "__main__":
    main()
