from jobs import *

print(_run(), flush=True)
