import subprocess
from multiprocessing import Pool
V = subprocess.check_output(["echo", "1"]).decode()
def w(i):
    return V * i
if __name__ == "__main__":
    with Pool(2) as p:
        print(p.map(w, range(3)))
