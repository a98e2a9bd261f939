from multiprocessing import Process

work = lambda: print("work", flush=True)
print(work.__name__)
p = Process(target=work)
p.start()
p.join()
