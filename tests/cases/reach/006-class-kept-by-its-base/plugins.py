PLUGINS = []


class Plugin:
    def __init_subclass__(cls):
        PLUGINS.append(cls)


def run_all():
    for plugin in PLUGINS:
        print(plugin.__name__, plugin().go())
