import contextlib
import multiprocessing

try:
    multiprocessing.set_start_method("spawn")
except RuntimeError:
    pass

try:
    multiprocessing.set_start_method("spawn")
except (ValueError, RuntimeError):
    pass

try:
    multiprocessing.set_start_method("spawn")
except:
    pass

with contextlib.suppress(RuntimeError):
    multiprocessing.set_start_method("spawn")


def work(number):
    print("work", number, flush=True)


if __name__ == "__main__":
    process = multiprocessing.Process(target=work, args=(3,))
    process.start()
    process.join()
