import os
import sys

sys.path[0:0] = [os.environ.get("LAB", os.path.join(os.path.dirname(__file__), "python"))]
import jobs

print(jobs.run(), flush=True)
