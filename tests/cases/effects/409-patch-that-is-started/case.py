import os
from multiprocessing import Pool
from unittest.mock import patch

print("start")
patcher = patch("os.getlogin", return_value="me")
patcher.start()


def user(number):
    return os.getlogin()


with Pool(1) as pool:
    print(pool.map(user, [1]))
