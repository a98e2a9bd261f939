from multiprocessing import Process

import helper

SIZE = 4


def work(number):
    print("work", helper.scale(number), flush=True)


process = Process(target=work, args=(2,))
process.start()
process.join()
print("done")
