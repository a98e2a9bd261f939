import jobs

jobs.set_factor(10)
print(jobs.run(), flush=True)
