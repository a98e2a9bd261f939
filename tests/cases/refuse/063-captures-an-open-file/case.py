from multiprocessing import Process


def run():
    with open("out.txt", "w") as out:
        def work():
            out.write("from the child")
            out.flush()

        p = Process(target=work)
        p.start()
        p.join()
    print(open("out.txt").read())


run()
