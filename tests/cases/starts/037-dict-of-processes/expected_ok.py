from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def main():
    team = {
        "north": Process(target=leave, args=(1,)),
        "south": Process(target=leave, args=(2,)),
    }
    team["west"] = Process(target=leave, args=(3,))
    for member in team.values():
        member.start()
    for side, member in team.items():
        member.join()
        print(side, member.exitcode)


if __name__ == "__main__":
    main()
