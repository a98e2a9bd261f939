from multiprocessing import Pool


def wrap(text):
    return "[" + text + "]"


def main():
    HELP = """\
usage:
  nothing to choose

	tab here
"""
    print(HELP)
    with Pool(2) as pool:
        rows = pool.map(wrap, '''one
two
    three'''.splitlines())
        print("\n".join(rows), """
# no comment
if this: is no code
""", r'''raw \
end''', b"""bytes
too""", sep="|")


if __name__ == "__main__":
    main()
