from p_tqdm import p_map


def add(a, b):
    return a + b


print(p_map(add, [1, 2, 3], [10, 20, 30], num_cpus=2, disable=True))
