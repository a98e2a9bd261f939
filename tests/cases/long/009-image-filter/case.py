# Image filters without any library.
# The picture is cut into bands; each band is a process.
import copy
import multiprocessing

SIZE = 16
GREYS = " .,:;ox%#@"

KERNELS = {
    "blur": [[1, 1, 1],
             [1, 1, 1],
             [1, 1, 1]],
    "edge": [[0, -1, 0],
             [-1, 4, -1],
             [0, -1, 0]],
    # does nothing
    "same": [[0, 0, 0],
             [0, 1, 0],
             [0, 0, 0]],
}


def clamp(value, low=0, high=255):
    return max(low, min(high, value))


def picture(size):
    """A bright disc on a slope."""
    middle = (size - 1) / 2
    rows = []
    for y in range(size):
        rows.append([])
        for x in range(size):
            far = (x - middle) ** 2 + (y - middle) ** 2
            rows[-1].append(230 if far < size * size / 9 else 5 * x)
    return rows


def apply_kernel(image, kernel, y, x):
    total = 0
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            yy = clamp(y + dy, 0, len(image) - 1)
            xx = clamp(x + dx, 0, len(image[0]) - 1)
            total += image[yy][xx] * kernel[dy + 1][dx + 1]
    weight = sum(map(sum, kernel)) or 1
    return clamp(total // weight)


def filter_band(queue, name, image, start, stop):
    """Rows start to stop of the filtered picture."""
    kernel = KERNELS[name]
    band = [[apply_kernel(image, kernel, y, x) for x in range(len(image[y]))]
            for y in range(start, stop)]
    queue.put((start, band))


def draw(image, step=2):
    for row in image[::step]:
        print("".join(GREYS[value * len(GREYS) // 256] for value in row))


original = picture(SIZE)
print("original")
draw(original)
before = copy.deepcopy(original)

queue = multiprocessing.Queue()
results = {}

for name in KERNELS:
    # two bands for each filter
    half = SIZE // 2
    bands = [(0, half), (half, SIZE)]
    processes = []
    for start, stop in bands:
        process = multiprocessing.Process(target=filter_band,
                                          args=(queue, name, original,
                                                start, stop))
        process.start()
        processes.append(process)

    parts = dict(queue.get() for _ in processes)
    for process in processes:
        process.join()
    results[name] = sum((parts[start] for start in sorted(parts)), [])


def contrast(image):
    values = [value for row in image for value in row]
    return max(values) - min(values)


for name, image in results.items():
    print()
    print(name, "contrast", contrast(image))
    draw(image)

"""
Questions
---------
1. Why is the queue an argument?
2. What would a global picture cost?
"""
print()
print("same filter:", results["same"] == original)
print("original untouched:", original == before)
brightest = max(results, key=lambda name: sum(map(sum, results[name])))
print("brightest:", brightest)
