import farm.jobs

LOADED = True
