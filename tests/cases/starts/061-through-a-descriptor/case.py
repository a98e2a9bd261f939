import multiprocessing as mp


def leave(code):
    raise SystemExit(code)


class Measured:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return getattr(instance, self.name)

    def __set__(self, instance, code):
        child = mp.Process(target=leave, args=(code,))
        child.start()
        child.join()
        setattr(instance, self.name, child.exitcode)


class Room:
    door = Measured()


room = Room()
room.door = 9
print("door", room.door)
