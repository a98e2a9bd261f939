import multiprocessing as mp


def leave(code):
    raise SystemExit(code)


def run_slow(code):
    child = mp.Process(target=leave, args=(code,))
    child.start()
    child.join()
    print(child.exitcode)


kind = "slow"
globals().get("run_" + kind)(4)
