import tool as t


def nine(t2=None):
    return t.sq(3)
