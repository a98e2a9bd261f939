from multiprocessing import Process


class Missing:
    pass


MISSING = Missing()


def work(value):
    print("missing" if value is MISSING else "there", flush=True)


p = Process(target=work, args=(MISSING,))
p.start()
p.join()
