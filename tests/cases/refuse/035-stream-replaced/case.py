import contextlib
import io
from multiprocessing import Process


def shout():
    print("from the child", flush=True)


with contextlib.redirect_stdout(io.StringIO()):
    p = Process(target=shout)
    p.start()
    p.join()
print("exit", p.exitcode, flush=True)
