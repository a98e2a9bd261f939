import sys
from multiprocessing import Pool

print("start")
sys.modules["wave"] = None


def has_wave(number):
    try:
        import wave
    except ImportError:
        return number, None
    return number, wave.__name__


with Pool(2) as pool:
    print(pool.map(has_wave, [1, 2]))
