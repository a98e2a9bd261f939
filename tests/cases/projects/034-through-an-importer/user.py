import tool


def nine():
    return tool.sq(3)
