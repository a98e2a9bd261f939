import importlib

jobs = importlib.import_module("jobs")
print(jobs.run(), flush=True)
