from multiprocessing import Process


def write(out, text):
    out.write(text)
    out.flush()


with open("shared.txt", "w") as out:
    p = Process(target=write, args=(out, "from the child"))
    p.start()
    p.join()
print(open("shared.txt").read())
