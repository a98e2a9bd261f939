def _run():
    return "serial"


from jobs import *

print(_run(), flush=True)
