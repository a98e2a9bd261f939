COMMANDS = []


def command(function):
    COMMANDS.append(function)
    return function


def run_all():
    for function in COMMANDS:
        print(function.__name__, function())
