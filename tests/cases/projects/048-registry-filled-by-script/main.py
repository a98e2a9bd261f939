from jobs import register, run


@register
def double(n):
    return 2 * n


print(run([("double", 1), ("double", 2)]), flush=True)
