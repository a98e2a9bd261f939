from p_tqdm import p_imap, t_map


def double(n):
    return 2 * n


later = p_imap(double, [1, 2, 3], num_cpus=2, disable=True)
print(t_map(double, [4], disable=True))
for n in later:
    print(n)
