from multiprocessing import Pool
class Task:
    count = 0
    def __init__(self, n):
        Task.count += 1
        self.n = n
    def __call__(self, x):
        return x * self.n
if __name__ == "__main__":
    t = Task(3)
    with Pool(2) as p:
        print(p.map(t, range(5)), Task.count)
