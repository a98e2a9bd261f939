from multiprocessing import Process
from typing import Dict


def leave(code):
    raise SystemExit(code)


def add(name, code):
    global total
    total += code
    codes[name] = code


total: int = 0
codes: Dict[str, int] = {}
p: Process = Process(target=leave, args=(4,))
p.start()
p.join()
add("only", p.exitcode)
print(total, codes)
