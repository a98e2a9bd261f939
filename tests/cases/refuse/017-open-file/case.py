from multiprocessing import Process

with open("lines.txt", "w") as f:
    f.write("first \nsecond\n")
source = open("lines.txt", "rb", buffering=0)


def read_one():
    print(source.read(7).decode().strip(), flush=True)


for _ in range(2):
    p = Process(target=read_one)
    p.start()
    p.join()
