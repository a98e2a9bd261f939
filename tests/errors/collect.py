#!/usr/bin/env python3
"""Runs each fault under each Python named on the command line, and keeps what was printed on standard error.

    collect.py PYTHON...        writes texts/<fault>/<version>.txt, for `tests/tracebacks.rs`

A fault is a small script below `faults/`; its first line says how it is run: `# method: spawn`, and `# from: 3.4` for the
oldest Python that has it. Paths and addresses are made the same everywhere, so that a second collection changes nothing.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SITE = '''
import os
method = os.environ.get("FAULT_METHOD")
if method:
    import multiprocessing.context as context
    context._default_context._default_context = context._concrete_contexts[method]
'''


def head(script, key, default):
    found = re.search(r"^# %s: (.*)$" % key, script, re.M)
    return found.group(1).strip() if found else default


def version_of(python):
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def number(version):
    return tuple(int(part) for part in version.split("."))


def run(python, script, method, stdin):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "script.py")
        path.write_text(script)
        site = Path(folder, "site")
        site.mkdir()
        if method:
            Path(site, "sitecustomize.py").write_text(SITE)
        environment = dict(os.environ, PYTHONPATH=str(site), PYTHONDONTWRITEBYTECODE="1", FAULT_METHOD=method)
        command = [python, "-"] if stdin else [python, str(path)]
        process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE,
                                   stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            text = process.communicate(script.encode() if stdin else None, timeout=4)[1]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            text = process.communicate()[1]
        try:
            os.killpg(process.pid, 9)
        except ProcessLookupError:
            pass
        text = text.decode("utf-8", "replace").replace(folder, "/home/ada/project")
        text = re.sub(r'File "[^"]*?/(python\d\.\d+/[^"]*)"', r'File "/usr/lib/\1"', text)
        text = re.sub(r"^\S*/(python\d\.\d+/\S*\.py):", r"/usr/lib/\1:", text, flags=re.M)
        text = re.sub(r"0x[0-9a-f]{6,}", "0x7f0000000000", text)
        text = re.sub(r"(Process-?\w*-)\d+", r"\g<1>1", text)
        text = re.sub(r"\bpid=\d+|PID \d+", lambda m: re.sub(r"\d+", "4711", m.group()), text)
        lines = text.splitlines(True)
        return "".join(lines[:200])


def main():
    for python in sys.argv[1:]:
        version = version_of(python)
        for script in sorted((HERE / "faults").glob("*.py")):
            text = script.read_text()
            if number(version) < number(head(text, "from", "2.7")) or number(version) > number(head(text, "to", "9.9")):
                continue
            method = head(text, "method", "spawn") if number(version) >= (3, 4) else ""
            printed = run(python, text, method, head(text, "stdin", "") == "yes")
            target = HERE / "texts" / script.stem / (version + ".txt")
            if not printed.strip():
                print("nothing printed:", script.stem, version)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(printed)


if __name__ == "__main__":
    main()
