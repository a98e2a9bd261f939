# What a script may do with a function that starts processes so that code of another file (helpers.py) calls it.
# Each section is a script of its own, with what stands before the first one at its beginning.
import multiprocessing

import helpers
from helpers import Descriptor, Inner, JOBS, Registry, Runner, SHARED, TABLE, apply, later, run_all, wrap


class Mine(Runner):
    pass


def work():
    print("work")


def start():
    process = multiprocessing.Process(target=work)
    process.start()
    process.join()


# === apply
apply(start)

# === apply_bound
class Own:
    def go(self):
        start()
apply(Own().go)

# === apply_closure
def make():
    job = start
    def inner():
        job()
    return inner
apply(make())

# === apply_comp
[apply(job) for job in [start]]

# === apply_dict
apply(**{"job": start})

# === apply_kw
def go(job=start):
    job()
apply(go)

# === apply_lambda
apply(lambda: start())

# === apply_map
list(map(apply, [start]))

# === apply_partial
import functools
apply(functools.partial(start))

# === apply_sorted
sorted([start], key=apply)

# === apply_star
apply(*[start])

# === atexit
import atexit
atexit.register(apply, start)

# === aug_attr_obj
mine = Runner()
mine.inner.jobs += [start]
mine.run()

# === base_prop
class Own(Runner):
    def go(self):
        start()
        return 1
    size = property(lambda self: self.go())
Own().size

# === boolop
apply(None or start)

# === class_attr
class Box:
    jobs = []
    def go(self):
        for job in self.jobs:
            job()
Box.jobs.append(start)
apply(Box().go)

# === closure_gen
def make(job):
    return (one() for one in [job])
apply(list, make(start))

# === closure_param
def make(job):
    def inner():
        job()
    return inner
apply(make(start))

# === container
box = {"f": [start]}
apply(box["f"][0])

# === dict_update
dict.update(TABLE, a=start)
run_all()

# === exec_imp
import importlib
importlib.import_module("helpers").JOBS.append(start)
run_all()

# === gen
list(later(start))

# === gen2
for job in later(start):
    pass

# === glob_append
JOBS.append(start)
run_all()

# === glob_aug
helpers.JOBS += [start]
run_all()

# === glob_aug2
JOBS += [start]
run_all()

# === glob_item
TABLE["a"] = start
run_all()

# === glob_mod
helpers.JOBS.append(start)
run_all()

# === glob_set
helpers.JOBS = [start]
run_all()

# === glob_slice
JOBS[:] = [start]
run_all()

# === glob_union
TABLE |= {"a": start}
run_all()

# === glob_update
TABLE.update(a=start)
run_all()

# === global_list
handlers = []
def install(job):
    handlers.append(job)
def go():
    for handler in handlers:
        handler()
install(start)
apply(go)

# === global_obj
class Box:
    pass
box = Box()
def setup():
    box.job = start
def go():
    box.job()
setup()
apply(go)

# === global_var
handler = None
def install(job):
    global handler
    handler = job
def go():
    handler()
install(start)
apply(go)

# === heappush
import heapq
heapq.heappush(JOBS, start)
run_all()

# === heappush2
import heapq
mine = Mine()
heapq.heappush(mine.jobs, start)
mine.run()

# === holder
class Box:
    pass
box = Box()
box.job = start
def go(box):
    box.job()
apply(go, box)

# === ifexp
apply(start if len("a") else None)

# === in_list
mines = [Mine()]
mines[0].jobs.append(start)
mines[0].run()

# === inst_call
class Own(Runner):
    def fill(self):
        self(start)
Own().fill()

# === inst_method
class Box:
    def __init__(self, job):
        self.job = job
    def go(self):
        self.job()
apply(Box(start).go)

# === list_append
list.append(JOBS, start)
run_all()

# === loop_mines
mines = [Mine(), Mine()]
for mine in mines:
    mine.jobs.append(start)
for mine in mines:
    mine.run()

# === lower
mine = Mine()
add = mine.jobs.append
add(start)
mine.run()

# === lower2
mine = Mine()
add = getattr(mine.jobs, "append")
add(start)
mine.run()

# === lt
mine = Mine()
mine.jobs, other = [start], 1
mine.run()

# === mapadd
mine = Mine()
list(map(mine.jobs.append, [start]))
mine.run()

# === max
mine = Runner()
max(mine).append(start)
mine.run()

# === neg
class Own:
    def go(self):
        start()
    def __neg__(self):
        self.go()
-Own()

# === nextiter2
mine = Runner()
jobs = next(iter(mine))
jobs.append(start)
mine.run()

# === obj_append
mine = Runner()
mine.jobs.append(start)
mine.run()

# === obj_attr
mine = Runner()
mine.jobs = [start]
mine.run()

# === obj_aug
mine = Runner()
mine.jobs += [start]
mine.run()

# === obj_aug_self
mine = Runner()
mine += start
mine.run()

# === obj_contains
mine = Runner()
start in mine

# === obj_eq
mine = Runner()
mine == start

# === obj_item
mine = Runner()
mine["a"] = start
mine.run()

# === obj_iter
mine = Runner()
for jobs in mine:
    jobs.append(start)
mine.run()

# === obj_setitem
mine = Runner()
mine.table["x"] = start
mine.run()

# === obj_shift
mine = Runner()
mine << start
mine.run()

# === obj_with
with Runner() as jobs:
    jobs.append(start)

# === param_foreign
def fill(mine):
    mine.jobs.append(start)
mine = Mine()
fill(mine)
mine.run()

# === reduce
import functools
functools.reduce(lambda a, b: apply(b), [None, start])

# === registry
Registry.jobs.append(start)
Registry.run()

# === registry_add
@Registry.add
def go():
    start()
Registry.run()

# === registry_sub
class Own(Registry):
    pass
Own.jobs.append(start)
Registry.run()

# === registry_sub_run
class Own(Registry):
    @classmethod
    def go(cls):
        start()
Own.add(Own.go)
Registry.run()

# === return_foreign
def get():
    return Mine()
get().jobs.append(start)
mine = get()
mine.jobs.append(start)
mine.run()

# === setattr_mod
setattr(helpers, "JOBS", [start])
run_all()

# === shared
SHARED.jobs.append(start)
SHARED.run()

# === sub_alias
mine = Mine()
jobs = mine.jobs
jobs.append(start)
mine.run()

# === sub_append
mine = Mine()
mine.jobs.append(start)
mine.run()

# === sub_attr
mine = Mine()
mine.jobs = [start]
mine.run()

# === sub_aug
mine = Mine()
mine.jobs += [start]
mine.run()

# === sub_aug_self
mine = Mine()
mine += start
mine.run()

# === sub_call
mine = Mine()
mine(start)

# === sub_contains
mine = Mine()
start in mine

# === sub_eq
mine = Mine()
mine == start

# === sub_extend
mine = Mine()
mine.jobs.extend([start])
mine.run()

# === sub_getattr
mine = Mine()
getattr(mine, "jobs").append(start)
mine.run()

# === sub_inner
mine = Mine()
mine.inner.jobs.append(start)
mine.run()

# === sub_item
mine = Mine()
mine["a"].append(start)
mine.run()

# === sub_item_assign
mine = Mine()
mine["a"] = start
mine.run()

# === sub_iter
mine = Mine()
for jobs in mine:
    jobs.append(start)
mine.run()

# === sub_override
class Own(Runner):
    def go(self):
        start()
    def fill(self):
        self.jobs.append(self.go)
own = Own()
own.fill()
own.run()

# === sub_prop
mine = Mine()
mine.job = start
mine.run()

# === sub_self
class Own(Runner):
    def fill(self):
        self.jobs.append(start)
own = Own()
own.fill()
own.run()

# === sub_setattr
mine = Mine()
mine.inner.jobs = [start]
mine.run()

# === sub_setattr_fn
mine = Mine()
setattr(mine, "jobs", [start])
mine.run()

# === sub_setitem
mine = Mine()
mine.table["a"] = start
mine.run()

# === sub_shift
mine = Mine()
mine << start
mine.run()

# === sub_slice
mine = Mine()
mine.jobs[:] = [start]
mine.run()

# === sub_super
class Own(Runner):
    def fill(self):
        super().__init__()
        self.table["x"] = start
own = Own()
own.fill()
own.run()

# === sub_template
class Own(Runner):
    jobs = ()
    def __init__(self):
        self.jobs = [self.go]
        self.table = {}
        self.inner = Inner()
    def go(self):
        start()
Own().run()

# === sub_unpack
mine = Mine()
(jobs,) = mine
jobs.append(start)
mine.run()

# === sub_with
with Mine() as jobs:
    jobs.append(start)

# === subscript_chain
mine = Mine()
mine.table.setdefault("a", []).append(start)
mine.table = {}
mine.inner.jobs.append(start)
mine.run()

# === tern
mine = Runner() if len("a") else None
mine.jobs.append(start)
mine.run()

# === thread
import threading
thread = threading.Thread(target=apply, args=(start,))
thread.start()
thread.join()

# === try_raise
mine = Runner()
try:
    mine.jobs.append(start)
finally:
    mine.run()

# === walrus
apply(job := start)

# === wrap
wrap(start)()

# === wrap_deco
@wrap
def go():
    start()
go()

# === zip
mine = Runner()
for jobs, job in zip(mine, [start]):
    jobs.append(job)
mine.run()
