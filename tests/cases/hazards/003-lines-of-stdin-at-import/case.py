import sys
from concurrent.futures import ProcessPoolExecutor

numbers = [int(line) for line in sys.stdin.readlines()]
largest = max(numbers)


def square(number):
    return number * number


def main():
    with ProcessPoolExecutor(2) as executor:
        for result in executor.map(square, numbers):
            print(result)
    print("largest", largest)


if __name__ == "__main__":
    main()
