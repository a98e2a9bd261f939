import asyncio
from concurrent.futures import ProcessPoolExecutor


def fourth(n):
    return n ** 4


async def gather(numbers):
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(2) as ex:
        jobs = [loop.run_in_executor(ex, fourth, n) for n in numbers]
        return await asyncio.gather(*jobs)


print(asyncio.run(gather([1, 2, 3])))
