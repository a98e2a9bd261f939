import multiprocessing; import sys


def put(queue, text): queue.put(text); queue.put(text[::-1])


queue = multiprocessing.Queue(); print("start"); sys.stdout.flush();
p = multiprocessing.Process(target=put, args=(queue, "stop;start"))
p.start(); texts = [queue.get(), queue.get()]; p.join()  # ; in a comment
print("; ".join(texts)); print(p.exitcode)
