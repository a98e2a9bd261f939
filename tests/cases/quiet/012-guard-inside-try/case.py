from multiprocessing import Pool


def flip(b):
    return not b


done = []
try:
    if __name__ == "__main__":
        with Pool(2) as pool:
            print(pool.map(flip, [False, False]))
except KeyboardInterrupt:
    print("interrupted")
finally:
    done.append(True)
