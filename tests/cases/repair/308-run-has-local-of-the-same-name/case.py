from multiprocessing import Process, Queue
results = Queue()
def send(x):
    results.put(x)
class W(Process):
    def run(self):
        results = []
        results.append(1)
        send(results)
w = W()
w.start()
print(results.get(timeout=4))
w.join()
