# PRIME NUMBERS
# homework of group 12

import sys
from multiprocessing import Pool, Process, Queue

MENU = """
 1 - primes up to a limit
 2 - primes between two numbers
 3 - factors of a number
 0 - end
"""

SMALL = (2, 3, 5, 7, 11, 13)


def isPrime(n):
    if n < 2: return False
    for p in SMALL:
        if n == p: return True
        if n % p == 0: return False
    i = 17
    while i * i <= n:
        if n % i == 0:
            return False
        i = i + 2
    return True


def factors(n, queue):
    f = 2
    while n > 1:
        while n % f == 0:
            queue.put(f)
            n = n // f
        f = f + 1
    queue.put(None)


def printNumbers(numbers):
    if len(numbers) == 0:
        print("(nothing)")
    else:
        line = ""
        for n in numbers:
            line = line + str(n) + " "
        print(line.strip())


def ask(question):
    global questions
    questions = questions + 1
    print(question, end=" ")
    answer = sys.stdin.readline().strip()
    print("[" + answer + "]")
    return answer


questions = 0


def main():
    mistakes = 0
    print("Welcome!")
    print(MENU)

    while True:
        choice = ask("Your choice?")
        if choice == "0":
            break
        elif choice == "1" or choice == "2":
            if choice == "1":
                limit = int(ask("Limit?"))
                numbers = range(limit + 1)
            else:
                first, last = ask("First and last?").split()
                numbers = range(int(first), int(last) + 1)
            # the pool does the work
            pool = Pool(2)
            answers = pool.map(isPrime, numbers)
            pool.close()
            pool.join()
            primes = []
            for n, answer in zip(numbers, answers):
                if answer:
                    primes.append(n)
            printNumbers(primes)
        elif choice == "3":
            number = int(ask("Number?"))
            q = Queue()
            p = Process(target=factors, args=(number, q))
            p.start()
            found = []
            f = q.get()
            while f != None:
                found.append(f)
                f = q.get()
            p.join()
            print(number, "=", " * ".join([str(f) for f in found]))
        else:
    # wrong key
            mistakes += 1
            print("I do not know", choice)

    # -------- the end --------
    print("You answered", questions, "questions")
    if mistakes > 0:
        print("and made", mistakes, "mistake(s).")
        sys.exit(mistakes)
    print("Bye")


if __name__ == "__main__":
    main()
