from multiprocessing import Pool


def initials(name):
    return "".join(part[0] for part in name.split())


def main():
    names = ["Ada "
             "Lovelace", "Alan "  # a piece and a piece
      'Mathison '
    # at the left edge
             r"Turing"]
    with Pool(2) as pool:
        print("initials: "
              "%s, "

              "%s"
              % tuple(pool.map(initials, names)))
    print(b"by" b"tes", "uni" u"code", "a" """
b
""" 'c')


if __name__ == "__main__":
    main()
