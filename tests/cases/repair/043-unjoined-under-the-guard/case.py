from multiprocessing import Event, Process


def wait(event):
    event.wait()
    print("set", flush=True)


if __name__ == "__main__":
    event = Event()
    waiter = Process(target=wait, args=(event,))
    waiter.start()
    event.set()
    # goodbye
