def scale(number):
    import script

    return number * script.SIZE
