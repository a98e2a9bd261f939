import sys
from multiprocessing import Process

p = Process(target=lambda: sys.exit(17))
p.start()
p.join()
print(p.exitcode)
