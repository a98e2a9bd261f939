from multiprocessing import Pipe, Process
a, b = Pipe()


def child():
    a.close()
    b.send([1, 2])
    b.close()


p = Process(target=child)
p.start()
b.close()
print(a.recv())
try:
    a.recv()
except EOFError:
    print("eof")
p.join()
