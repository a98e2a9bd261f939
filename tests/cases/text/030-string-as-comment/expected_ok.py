from multiprocessing import Process, Queue


def reply(queue, text):
    queue.put(text.title())


def main():
    queue = Queue()
    p = Process(target=reply, args=(queue, "good morning"))
    p.start()
    print(queue.get())
    p.join()

    """
The old way, kept for later:

p = Process(target=reply)
p.start()
if __name__ == "__main__":
    main()
  """

    p = Process(target=reply, args=(queue, "good night"))
    p.start()
    print(queue.get())
    p.join()
    '''the end'''


if __name__ == "__main__":
    main()
