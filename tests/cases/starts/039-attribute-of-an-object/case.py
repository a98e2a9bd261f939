from multiprocessing import Process
from types import SimpleNamespace


def leave(code):
    raise SystemExit(code)


room = SimpleNamespace(door=None)
room.door = Process(target=leave, args=(11,))
room.door.start()
room.door.join()
print("door", room.door.exitcode)
