import multiprocessing as mp
import os

ctx = mp.get_context("spawn")
print(mp.cpu_count() == os.cpu_count(), mp.active_children())
print(mp.current_process().name, mp.parent_process(), ctx.get_start_method())
mp.freeze_support()
