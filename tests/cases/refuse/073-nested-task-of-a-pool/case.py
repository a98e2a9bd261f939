from multiprocessing import Pool


def run(step):
    # Moves a number on.
    def advance(number):
        '''Two lines,
    the second of which keeps its place.'''
        # not far
        return number + step

    with Pool(2) as pool:
        print(pool.map(advance, range(4)))


run(3)
run(5)
