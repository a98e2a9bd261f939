import secrets
from multiprocessing import Pool

key = secrets.token_hex(8)


def sign(text):
    return text + key


with Pool(2) as pool:
    signed = pool.map(sign, ["a", "b"])
print([s.endswith(key) for s in signed])
