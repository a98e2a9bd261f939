import tool


def show(module):
    return sorted(name for name in vars(module) if name.isupper())


print(show(tool), flush=True)
