from commands import command, run_all
from jobs import run


@command
def total():
    return run(range(5))


if __name__ == "__main__":
    run_all()
