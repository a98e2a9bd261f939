from multiprocessing import *


def tell(conn):
    conn.send("pong")
    conn.close()


near, far = Pipe()
child = Process(target=tell, args=(far,))
child.start()
print("ping", near.recv())
child.join()
