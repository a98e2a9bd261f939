import socket
from multiprocessing import Pool


def timeout(_):
    return socket.getdefaulttimeout()


def run():
    socket.setdefaulttimeout(3.0)
    with Pool(1) as pool:
        return pool.map(timeout, range(2))


print(run())
