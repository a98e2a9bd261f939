def title(values):
    return "values: %s" % values
