from multiprocessing import Pipe, Process

near, far = Pipe()


def answer():
    far.send(far.recv() * 2)


near.send(21)
p = Process(target=answer)
p.start()
p.join()
print(near.recv() if near.poll() else "nothing")
