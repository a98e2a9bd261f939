from commands import COMMANDS

print(COMMANDS["total"](range(5)))
