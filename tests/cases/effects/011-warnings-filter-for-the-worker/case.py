import warnings
from multiprocessing import Pool

warnings.simplefilter("error", UserWarning)


def convert(text):
    try:
        warnings.warn("careful", UserWarning)
    except UserWarning as problem:
        return "%s: %s" % (text, problem)
    return text


with Pool(2) as pool:
    print(pool.map(convert, ["a", "b"]))
