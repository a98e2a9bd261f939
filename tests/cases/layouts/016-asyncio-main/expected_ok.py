import asyncio
from concurrent.futures import ProcessPoolExecutor


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


async def ask(loop, executor, n):
    value = await loop.run_in_executor(executor, fib, n)
    return f"fib({n}) = {value}"


async def main():
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(2) as executor:
        lines = await asyncio.gather(*(ask(loop, executor, n) for n in (5, 10, 15)))
    for line in lines:
        print(line)


if __name__ == "__main__":
    asyncio.run(main())
