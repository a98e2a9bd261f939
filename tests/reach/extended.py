# What a script may do with an object so that code of its base (helpers.py) calls a method that starts processes.
# Each section is a script of its own, with what stands before the first one at its beginning.
import multiprocessing

from helpers import Base


def work():
    print("work")


class Own(Base):
    def go(self):
        process = multiprocessing.Process(target=work)
        process.start()
        process.join()


own = Own()


# === add
own + 1

# === aug
own += 1

# === comp
[one for one in own]

# === eq
own == 1

# === fstr
f"{own}"

# === getattr
getattr(own, "size")

# === item
own["a"]

# === iter
for one in own:
    pass

# === list
list(own)

# === neg
-own

# === print
print(own)

# === set
own.x = 1

# === size
own.size

# === str
str(own)

# === unpack
print(*own)

# === with
with own:
    pass
