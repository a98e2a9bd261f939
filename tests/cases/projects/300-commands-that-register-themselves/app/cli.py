from . import __version__
from .commands import base, jobs


def dispatch(argv):
    print("app", __version__)
    name, *rest = argv
    command = base.Command.registry[name]()
    return command.run(*rest)
