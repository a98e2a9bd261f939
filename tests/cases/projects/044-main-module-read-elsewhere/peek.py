def show():
    import __main__

    return __main__.TOTAL
