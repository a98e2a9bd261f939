import multiprocessing


def work():
    print("done", flush=True)


process = multiprocessing.get_context("spawn").Process(target=work)
process.start()
process.join()
