from multiprocessing import Process


def level(n):
    print("level", n, flush=True)


class Game:
    def __init__(self):
        self.running = True
        self.ready = False
        self.level = 0

    def update(self):
        if self.ready:
            process = Process(target=level, args=(self.level,))
            process.start()
            process.join()
            self.running = self.level < 2
        self.ready = True
        self.level += 1


game = Game()
while game.running:
    game.update()
print("over", game.level, flush=True)
