from multiprocessing import Process


def say(text):
    print(text, end="!\n")


p = Process(target=say, args=("hi",))
p.start()
p.join()
if not p.exitcode:
    print("ok")
    