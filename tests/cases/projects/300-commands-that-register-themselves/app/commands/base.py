VERBOSE = False


class Command:
    registry = {}

    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        Command.registry[cls.__name__.lower()] = cls

    def log(self, *a):
        if VERBOSE:
            print("log", *a)
