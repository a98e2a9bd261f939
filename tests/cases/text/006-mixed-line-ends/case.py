from multiprocessing import Pool

NAMES = ("ada", "grace",
         "edsger")


def initial(name):
    return name[0].upper()


pool = Pool(2)
letters = pool.map(
    initial,
    NAMES,
)
pool.close()
pool.join()
text = """<
  mixed
>"""
print("".join(letters), repr(text))
