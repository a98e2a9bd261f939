# from: 3.4
# stdin: yes
from concurrent.futures import ProcessPoolExecutor


def work(n):
    return n


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        print(list(executor.map(work, [1, 2])))
