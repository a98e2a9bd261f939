import conf


def times(n):
    return n * conf.N
