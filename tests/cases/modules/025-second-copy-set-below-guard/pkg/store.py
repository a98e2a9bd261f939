def configure():
    from . import tool

    tool.OFFSET = 20


def show():
    from . import tool

    print(tool.OFFSET, flush=True)
