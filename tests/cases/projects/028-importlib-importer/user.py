import importlib

print(importlib.import_module("tool").TOTAL, flush=True)
