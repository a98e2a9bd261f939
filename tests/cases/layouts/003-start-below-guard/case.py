import sys
from multiprocessing import Process


def half(n):
    sys.exit(n // 2)


if __name__ == "__main__":
    # quick self test
    try:
        half(9)
    except SystemExit as stop:
        print("self test", stop.code)

child = Process(target=half, args=(14,))
child.start()
child.join()
print("child", child.exitcode)
sys.exit(child.exitcode)
