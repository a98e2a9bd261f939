from tool import *

print(TOTAL, flush=True)
