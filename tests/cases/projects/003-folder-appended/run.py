import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "lib"))
import jobs

print(jobs.run(), flush=True)
