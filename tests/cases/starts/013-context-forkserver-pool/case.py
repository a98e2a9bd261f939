import multiprocessing as mp


def last(text):
    return text[-1]


server = mp.get_context(method="forkserver")
with server.Pool(1) as pool:
    print("".join(pool.map(last, ["up", "to", "one"])))
