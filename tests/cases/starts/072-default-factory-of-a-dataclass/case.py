from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field


def square(number):
    return number * number


@dataclass
class Context:
    name: str
    executor: ProcessPoolExecutor = field(default_factory=ProcessPoolExecutor)


context = Context("squares")
print(context.name, list(context.executor.map(square, [1, 2, 3])))
context.executor.shutdown()
