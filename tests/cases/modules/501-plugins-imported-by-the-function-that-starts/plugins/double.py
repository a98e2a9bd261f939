from registry import register


@register
def double(n):
    return 2 * n
