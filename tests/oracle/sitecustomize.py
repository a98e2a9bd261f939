"""Makes the start method named in MPFIX_START the default one, as if the platform had chosen it.

Python imports this file at start-up, in children too, when its folder is on PYTHONPATH. Only the default changes: a
script that calls set_start_method() or get_context() itself gets what it asks for.
"""
import os

if os.environ.get("MPFIX_START"):
    from multiprocessing import context

    default = context._default_context
    default._default_context = default.get_context(os.environ["MPFIX_START"])
