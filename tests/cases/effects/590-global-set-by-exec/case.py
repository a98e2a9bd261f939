from multiprocessing import Pool

RATE = 1
exec("RATE = 7\nNAME = 'x'")
print("rate", RATE)


def work(x):
    return x * RATE, NAME


with Pool(2) as p:
    print(p.map(work, [1, 2]))
