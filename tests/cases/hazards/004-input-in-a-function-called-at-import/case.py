from multiprocessing import Process


def ask(question):
    print(question)
    return input().strip()


def report(text):
    print("report:", text, flush=True)


answer = ask("what?")

if __name__ == "__main__":
    process = Process(target=report, args=(answer,))
    process.start()
    process.join()
