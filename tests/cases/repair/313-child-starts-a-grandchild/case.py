from multiprocessing import Process, Value
v = Value("i", 0)
def sub():
    v.value += 1
def w():
    v.value += 10
    p = Process(target=sub)
    p.start()
    p.join()
p = Process(target=w)
p.start()
p.join()
print(v.value)
