from multiprocessing import Pool


def work(n):
    return n * n


class Shell:
    def do_square(self, text):
        with Pool(2) as pool:
            return pool.map(work, [int(text)])

    def do_echo(self, text):
        return text

    def run(self, lines):
        for line in lines:
            name, text = line.split()
            handler = getattr(self, "do_" + name, None)
            if handler is None:
                print("no such command:", name)
                continue
            print(handler(text))


Shell().run(["echo 1", "square 2", "sing 3"])
