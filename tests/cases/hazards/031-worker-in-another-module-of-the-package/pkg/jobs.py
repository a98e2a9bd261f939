def work(number):
    print("work", number, flush=True)
