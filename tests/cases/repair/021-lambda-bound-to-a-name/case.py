import sys
from multiprocessing import Process

leave = lambda code: sys.exit(code)
p = Process(target=leave, args=(18,))
p.start()
p.join()
print(p.exitcode)
