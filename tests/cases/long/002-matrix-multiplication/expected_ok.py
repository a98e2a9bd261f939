# Exercise 7: matrix multiplication
# multiply two matrices, row by row, with a pool of processes
import time
from multiprocessing import Pool, cpu_count

N = 12
MODULUS = 97


def make_matrix(rows, cols, start):
    """A matrix of small numbers without any randomness."""
    matrix = []
    value = start
    for i in range(rows):
        row = []
        for j in range(cols):
            row.append(value % MODULUS)
            value = value * 5 + 3
        matrix.append(row)
    return matrix


def transpose(matrix):
    return [list(column) for column in zip(*matrix)]


def dot(u, v):
    total = 0
    for a, b in zip(u, v):
        total += a * b
    return total


def multiply_row(task):
    """One row of the product.

    The columns come with the task: nothing is shared.
    """
    number, row, columns = task
    return number, [dot(row, column) for column in columns]


def multiply(a, b):
    columns = transpose(b)
    return [[dot(row, column) for column in columns] for row in a]


def show(matrix, title):
    print(title)
    for row in matrix[:3]:
        print("  " + " ".join("%5d" % value for value in row[:6]), "...")
    print("  ...")


def trace(matrix):
    return sum(matrix[i][i] for i in range(len(matrix)))


def main():
    a = make_matrix(N, N, 1)
    b = make_matrix(N, N, 2)
    show(a, "A")
    show(b, "B")

    # serial version
    begin = time.time()
    expected = multiply(a, b)
    serial = time.time() - begin

    # parallel version
    columns = transpose(b)
    tasks = [(i, a[i], columns) for i in range(N)]
    begin = time.time()
    with Pool(min(2, cpu_count())) as pool:
        results = pool.map(multiply_row, tasks, chunksize=4)
    parallel = time.time() - begin
    #print("serial", serial, "parallel", parallel)

    product = [None] * N
    for number, row in results:
        product[number] = row

    show(product, "A * B")

    if product == expected:
        print("both versions agree")
    else:
        print("the versions DIFFER")
        for i in range(N):
            for j in range(N):
                if product[i][j] != expected[i][j]:
                    print("  at", i, j, product[i][j], expected[i][j])

    print("trace:", trace(product))
    print("largest:", max(max(row) for row in product))
    print("timed:", serial >= 0 and parallel >= 0)


if __name__ == "__main__":
    main()
