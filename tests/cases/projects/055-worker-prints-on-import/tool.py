from multiprocessing import Pool


def shout(word):
    print(word.upper(), flush=True)


with Pool(2) as pool:
    pool.map(shout, ["hi"])
