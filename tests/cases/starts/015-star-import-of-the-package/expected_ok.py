from multiprocessing import *


def tell(conn):
    conn.send("pong")
    conn.close()


def main():
    near, far = Pipe()
    child = Process(target=tell, args=(far,))
    child.start()
    print("ping", near.recv())
    child.join()


if __name__ == "__main__":
    main()
