from concurrent.futures import ThreadPoolExecutor
from multiprocessing import dummy
from multiprocessing.dummy import Pool, Process
from multiprocessing.pool import ThreadPool

print(ThreadPool(2).map(str.upper, ["a", "b"]))
with Pool(2) as pool:
    print(pool.map(len, ["", "xy"]))
p = Process(target=print, args=("not a process",))
p.start()
p.join()
print(dummy.Pool(1).apply(max, (3, 9)))
with ThreadPoolExecutor() as ex:
    print(list(ex.map(abs, [-1, -2])), ex.submit(pow, 2, 5).result())
