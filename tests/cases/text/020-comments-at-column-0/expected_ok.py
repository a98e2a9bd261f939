#!/usr/bin/env python3
# a comment block
# at the top

from multiprocessing import Process
import sys


# the worker
def work(code):
    # inside
    sys.exit(code)
# below the worker


def main():
    # first block, two lines
    # above the list
    codes = [0, 3]

    # free-standing

    children = []
    for code in codes:  # trailing
    # left edge inside the loop
        child = Process(target=work, args=(code,))
            # deeper than needed
        child.start()

        # about append
        children.append(child)
    # after the loop
    for child in children:
        child.join()
    if children[0].exitcode:
        print("bad")
    # between if and elif
    elif children[1].exitcode:
        print("good", children[1].exitcode)
        # end of elif
    # between elif and else
    else:
    # first line of else
        print("none")
    # for child in children:
    #     child.start()
    #	print(child)

    #EOF


if __name__ == "__main__":
    main()
