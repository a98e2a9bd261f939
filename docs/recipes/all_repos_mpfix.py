"""A fixer for all-repos: starts processes under a main guard in every repository that needs it.

See all-repos.md. Needs all-repos and mpfix, and Python 3.10 or later as all-repos does.
"""
from __future__ import annotations

import argparse
import ast
import json
import subprocess
from collections.abc import Sequence

from all_repos import autofix_lib
from all_repos.config import Config
from all_repos.grep import repos_matching

WORDS = "multiprocessing|concurrent.futures|joblib|torch|dask|loky|pathos"
TITLE = "Start processes under a main guard (mpfix)"


def apply_fix() -> None:
    # Exit status 2: some file could not be parsed, and the others are done; the output names it.
    command = ("mpfix", "--write", "--exit-zero", "--intent-to-add", ".")
    done = autofix_lib.run(*command, check=False)
    if done.returncode not in (0, 2):
        raise subprocess.CalledProcessError(done.returncode, command)


def check_fix() -> None:
    changed = subprocess.check_output(("git", "diff", "--name-only", "-z"), text=True)
    for name in filter(None, changed.split("\0")):
        with open(name, "rb") as file:
            json.load(file) if name.endswith(".ipynb") else ast.parse(file.read(), name)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", default=WORDS, help="visit repositories whose Python files match (default: %(default)s)")
    autofix_lib.add_fixer_args(parser)
    args = parser.parse_args(argv)

    def find_repos(config: Config) -> set[str]:
        return repos_matching(config, ("-E", "-e", args.words, "--", "*.py", "*.pyw", "*.ipynb"))

    repos, config, commit, settings = autofix_lib.from_cli(
        args, find_repos=find_repos, msg=TITLE, branch_name="mpfix-spawn-safe",
    )
    autofix_lib.fix(
        repos, apply_fix=apply_fix, check_fix=check_fix, config=config, commit=commit, autofix_settings=settings,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
