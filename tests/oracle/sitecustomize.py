"""Makes the start method named in MPFIX_START the default one, as if the platform had chosen it.

Python imports this file at start-up, in children too, when its folder is on PYTHONPATH. Only the default changes: a
script that calls set_start_method() or get_context() itself gets what it asks for.
"""
import os
import sys


def choose(context):
    default = context._default_context
    default._default_context = default.get_context(os.environ["MPFIX_START"])


class Copies:
    """Does the same to the copies of multiprocessing, once somebody imports them."""

    names = ("billiard.context", "multiprocess.context")

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name not in cls.names:
            return None
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name, path, target)
        if spec is not None:
            run = spec.loader.exec_module

            def run_and_choose(module):
                run(module)
                choose(module)

            spec.loader.exec_module = run_and_choose
        return spec


if os.environ.get("MPFIX_START"):
    from multiprocessing import context

    choose(context)
    sys.meta_path.insert(0, Copies)
