import queue
import sys
from multiprocessing import Process, Queue

# ===============================================
#  Producer / consumer
#  two producers, two consumers, one result queue
# ===============================================

PRODUCERS = {"alpha": (1, 10), "beta": (11, 20)}
CONSUMERS = 2
STOP = "stop"
COLLATZ_LIMIT = 1000

messages = 0


def note(text):
    """Print a numbered message."""
    global messages
    messages += 1
    print("%02d %s" % (messages, text))
    sys.stdout.flush()


def collatz(n):
    """Number of steps to get to 1."""
    steps = 0
    while n != 1 and steps < COLLATZ_LIMIT:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


def produce(name, tasks):
    first, last = PRODUCERS[name]
    for n in range(first, last + 1):
        tasks.put((name, n))


def consume(tasks, results):
    done = 0
    while True:
        task = tasks.get()
        if task == STOP:
            break
        name, n = task
        results.put((name, n, collatz(n)))
        done += 1
    results.put((STOP, done, None))


note("starting")
tasks = Queue()
results = Queue()

producers = []
for name in sorted(PRODUCERS):
    p = Process(target=produce, args=(name, tasks), name="producer-" + name)
    p.start()
    producers.append(p)

consumers = [Process(target=consume, args=(tasks, results)) for _ in range(CONSUMERS)]
for c in consumers: c.start()
note("%d producers, %d consumers" % (len(producers), len(consumers)))

for p in producers:
    p.join()
    note(p.name + " ended with " + str(p.exitcode))
for c in consumers:
    tasks.put(STOP)

# collect until each consumer said stop
found = []
stopped = 0
handled = 0
while stopped < CONSUMERS:
    try:
        name, n, steps = results.get(timeout=15)
    except queue.Empty:
        note("no answer")
        sys.exit(1)
    if name == STOP:
        stopped += 1
        handled += n
        continue
    found.append((steps, n, name))
for c in consumers:
    c.join()


def best(rows, count=3):
    return sorted(rows, reverse=True)[:count]


note("handled %d tasks" % handled)
for steps, n, name in best(found):
    note("%s: %d needs %d steps" % (name, n, steps))
if len(found) != handled:
    note("some results are missing")
    sys.exit(2)
print("messages:", messages)
