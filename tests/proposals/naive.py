#!/usr/bin/env python3
"""Three ways in which people put scripts below a main guard by hand, and what `mpfix validate` says of each.

    naive.py --mpfix BIN [--jobs N] [--python PY] CASES...      prints a table, and every answer that is not right

CASES are folders with cases (case.json and one script each). Each script that starts processes at its top level is rewritten three times;
each rewrite is run under fork, spawn and forkserver, and held against the original under fork. An answer `proved` for a
rewrite that does something else is wrong, and so is `wrong` for one that does the same under all three.
"""
import argparse
import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

METHODS = ("fork", "spawn", "forkserver")
SITE = Path(__file__).resolve().parent.parent / "oracle"


def is_definition(node):
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_constant(node):
    return isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None and all(
        isinstance(part, (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Load, ast.UnaryOp, ast.USub, ast.BinOp, ast.operator))
        for part in ast.walk(node.value))


def wrapped(text, stays, declare):
    """The script with all but what `stays` in a function below a guard; its names are declared global where `declare`."""
    tree = ast.parse(text)
    lines = text.splitlines(True)

    def source(node):
        first = min([node.lineno] + [one.lineno for one in getattr(node, "decorator_list", [])])
        return "".join(lines[first - 1:node.end_lineno])

    kept = [node for node in tree.body if stays(node)]
    moved = [node for node in tree.body if not stays(node)]
    names = sorted({part.id for node in moved for part in ast.walk(node)
                    if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)})
    head = "def main():\n"
    if declare and names:
        head += "    global %s\n" % ", ".join(names)
    body = "".join("    " + line if line.strip() else line for node in moved for line in source(node).splitlines(True))
    if not body.endswith("\n"):
        body += "\n"
    top = "".join(source(node) if source(node).endswith("\n") else source(node) + "\n" for node in kept)
    return top + "\n\n" + head + (body or "    pass\n") + "\n\nif __name__ == \"__main__\":\n    main()\n"


WAYS = {
    "wrap everything": lambda text: wrapped(text, is_definition, False),
    "wrap and declare global": lambda text: wrapped(text, is_definition, True),
    "keep constants": lambda text: wrapped(text, lambda node: is_definition(node) or is_constant(node), True),
}


def run(python, folder, entry, spec, method):
    environment = dict(os.environ, PYTHONPATH=str(SITE), MPFIX_START=method, PYTHONDONTWRITEBYTECODE="1",
                       PYTHONHASHSEED="0", **spec.get("env", {}))
    process = subprocess.Popen([python, entry] + spec.get("args", []), cwd=folder, env=environment, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        out, err = process.communicate(spec.get("stdin", "").encode(), timeout=20)
        status = process.returncode
    except subprocess.TimeoutExpired:
        status, out, err = "hangs", b"", b""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    if b"bootstrapping phase" in err:
        status = "cannot start"
    return status, out


def judged(mpfix, python, case):
    spec = json.loads((case / "case.json").read_text())
    entry = spec.get("entry", "case.py")
    if spec.get("run") is False or spec.get("cmd") or spec.get("cwd") or not entry.endswith(".py") or (case / "_site").exists():
        return []
    try:
        text = (case / entry).read_text()
        tree = ast.parse(text)
    except (OSError, SyntaxError, UnicodeDecodeError, ValueError):
        return []
    if "__name__" in text or all(is_definition(node) for node in tree.body):
        return []
    rows = []
    with tempfile.TemporaryDirectory() as top:
        def fresh(name):
            folder = Path(top, name)
            shutil.copytree(case, folder, ignore=shutil.ignore_patterns("case.json", "expected_ok*", "__pycache__"))
            return folder

        want = run(python, fresh("one"), entry, spec, "fork")
        if want[0] == "hangs" or want != run(python, fresh("two"), entry, spec, "fork"):
            return []
        for way, rewrite in WAYS.items():
            try:
                new = rewrite(text)
                compile(new, entry, "exec")
            except SyntaxError:
                continue
            folder = fresh(way)
            (folder / "proposed.py").write_text(new)
            answer = subprocess.run([mpfix, "validate", "--output-format", "json", entry, "proposed.py"], cwd=folder,
                                    capture_output=True, text=True)
            verdict = json.loads(answer.stdout)["verdict"] if answer.stdout else "trouble"
            (folder / "proposed.py").unlink()
            ends = {}
            for method in METHODS:
                again = fresh(way + method)
                (again / entry).write_text(new)
                ends[method] = run(python, again, entry, spec, method) == want
            rows.append((case.name, way, verdict, all(ends.values()), ends, answer.stdout))
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mpfix", required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--most", type=int, default=10 ** 6, help="scripts")
    parser.add_argument("cases", nargs="+", type=Path)
    given = parser.parse_args()
    cases = sorted(path.parent for folder in given.cases for path in folder.rglob("case.json"))[:given.most]
    mpfix = str(Path(given.mpfix).resolve())
    with ThreadPoolExecutor(given.jobs) as pool:
        rows = [row for part in pool.map(lambda case: judged(mpfix, given.python, case), cases) for row in part]
    print("%d scripts, %d rewrites" % (len({row[0] for row in rows}), len(rows)))
    print("%-26s %8s %8s %8s %12s" % ("", "rewrites", "proved", "wrong", "cannot tell"))
    for way in WAYS:
        for right in (True, False):
            those = [row for row in rows if row[1] == way and row[3] == right]
            count = [sum(row[2] == verdict for row in those) for verdict in ("proved", "wrong", "cannot-tell")]
            print("%-24s %s %8d %8d %8d %12d" % (way, "ok" if right else "no", len(those), *count))
    faults = [row for row in rows if (row[2] == "proved") and not row[3] or (row[2] == "wrong") and row[3] or row[2] == "trouble"]
    for name, way, verdict, right, ends, answer in faults:
        print("%s, %s: %s, but under %s: %s" % (name, way, verdict, ends, answer.strip()[:600]))
    return 1 if any(row[2] == "proved" for row in faults) else 0


if __name__ == "__main__":
    sys.exit(main())
