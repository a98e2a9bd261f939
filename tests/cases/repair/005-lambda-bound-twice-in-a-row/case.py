from multiprocessing import Process
import sys

leave = lambda code, more=1: sys.exit(code + more)  # says goodbye
say = lambda *words: print(
    *words,  # all of them
    sep="-",
    flush=True,
)
for target, args in [(leave, (4,)), (say, ("a", "b"))]:
    p = Process(target=target, args=args)
    p.start()
    p.join()
    print(p.exitcode)
