#!/usr/bin/env python3
import sys
from multiprocessing import Pool

WIDTH, HEIGHT = 48, 17
VIEW = (-2.2, 0.8, -1.2, 1.2)
DEPTH = 40
PALETTE = " .:-=+*#%@"

if WIDTH < 2 or HEIGHT < 2:
    raise ValueError("too small")


def scale(index, count, low, high):
    return low + (high - low) * index / (count - 1)


def axis(count, low, high):
    return [scale(i, count, low, high) for i in range(count)]


# the workers read both tables
XS = axis(WIDTH, VIEW[0], VIEW[1])
YS = axis(HEIGHT, VIEW[2], VIEW[3])


def escape(c):
    """Steps until the point runs away, DEPTH if it does not."""
    z = 0j
    for step in range(DEPTH):
        z = z * z + c
        if z.real * z.real + z.imag * z.imag > 4.0:
            return step
    return DEPTH


def row(number):
    return number, [escape(complex(x, YS[number])) for x in XS]


def shade(steps):
    if steps >= DEPTH:
        return PALETTE[-1]
    return PALETTE[min(steps, len(PALETTE) - 2)]


def share(n):
    return "%.1f %%" % (100.0 * n / (WIDTH * HEIGHT))


def main():
    sys.stdout.write("view %s\n" % (VIEW,))
    image = [None] * HEIGHT
    with Pool(processes=2) as pool:
        for number, steps in pool.imap_unordered(row, range(HEIGHT), chunksize=3):
            image[number] = steps

    print("+" + "-" * WIDTH + "+")
    for steps in image:
        print("|" + "".join(map(shade, steps)) + "|")
    print("+" + "-" * WIDTH + "+")

    # statistics
    inside = 0
    histogram = {}
    for steps in image:
        for n in steps:
            if n == DEPTH: inside += 1
            else:
                # escaped
                histogram[n] = histogram.get(n, 0) + 1

    print("inside:", inside, share(inside))
    for n in sorted(histogram)[:4]:
        print("escaped after", n, "->", histogram[n], share(histogram[n]))

    upper = image[:HEIGHT // 2]
    lower = image[:HEIGHT // 2:-1]
    same = sum(a == b for a, b in zip(upper, lower))
    print("rows like their mirror image:", same, "of", len(upper))
    if inside == 0:
        sys.exit(1)


if __name__ == "__main__":
    main()
