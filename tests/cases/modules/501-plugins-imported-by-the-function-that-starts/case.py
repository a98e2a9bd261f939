import importlib
import pkgutil

import plugins
from registry import KNOWN, run_all


def main():
    for info in pkgutil.iter_modules(plugins.__path__):
        importlib.import_module(f"plugins.{info.name}")
    print(sorted(KNOWN))
    print(run_all(4))


main()
