from commands import COMMANDS

if __name__ == "__main__":
    print(COMMANDS["total"](range(5)))
