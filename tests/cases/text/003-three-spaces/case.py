from multiprocessing import Process
import sys


def leave(code):
   if code > 2:
      sys.exit(code)


codes = []
for code in (1, 2, 3, 4):
   p = Process(target=leave, args=(code,))
   p.start()
   p.join()
   if p.exitcode:
      codes.append(p.exitcode)
print(codes)
