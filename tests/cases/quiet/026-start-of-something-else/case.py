import re
import threading
from multiprocessing import Process


class Form:
    def submit(self, name):
        return "sent " + name


class Race:
    def start(self):
        return "go"


match = re.search("b+", "abbc")
timer = threading.Timer(0.01, print, ["tick"])
timer.start()
timer.join()
print(match.start(), Race().start(), Form().submit("form"), Process.__name__)
