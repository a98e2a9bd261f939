from farm import *

print(run(range(5)))
