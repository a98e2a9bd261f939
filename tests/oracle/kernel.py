"""Runs a notebook as a Jupyter kernel does, as far as multiprocessing can tell: `python -m kernel analysis.ipynb`.

The cells run, one after the other, in a fresh module `__main__` that has neither a file nor a spec, so that spawned
children import nothing in its place. The value of the last expression of a cell is printed. Commands of IPython do
nothing, but `%%writefile` writes.
"""
import ast
import json
import pathlib
import sys
import types


def python_of(source):
    """The Python of a cell; lines with commands are left empty."""
    head, _, rest = source.partition("\n")
    if head.startswith("%%writefile"):
        pathlib.Path(head.split()[-1]).write_text(rest + "\n", encoding="utf-8")
        return ""
    if head.startswith("%%"):
        return rest if head.split()[0] in ("%%time", "%%capture") else ""
    lines = ["" if line.lstrip()[:1] in ("%", "!") else line for line in source.split("\n")]
    return "\n".join(line.partition("= !")[0] + "= None" if "= !" in line else line for line in lines)


def run(cell, namespace):
    tree = ast.parse(python_of("".join(cell["source"])))
    shown = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), namespace)
    if shown is not None:
        value = eval(compile(ast.Expression(shown.value), "<cell>", "eval"), namespace)
        if value is not None:
            print(repr(value), flush=True)


def main():
    notebook = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.path[0] = ""
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            run(cell, module.__dict__)


if __name__ == "__main__":
    main()
