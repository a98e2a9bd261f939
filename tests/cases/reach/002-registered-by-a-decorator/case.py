from commands import command, run_all
from jobs import run


@command
def total():
    return run(range(5))


run_all()
