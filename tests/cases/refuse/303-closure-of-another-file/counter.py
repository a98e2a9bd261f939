def _make():
    n = 0

    def tick():
        nonlocal n
        n += 1
        return n

    def now():
        return n
    return tick, now


tick, now = _make()
