import uuid
from multiprocessing import Pool
run_id = uuid.uuid4().hex


def tag(n): return (n, run_id)


with Pool(2) as p:
    print([t == (n, run_id) for n, t in enumerate(p.map(tag, range(3)))])
