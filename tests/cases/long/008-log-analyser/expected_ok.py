# coding: utf-8
"""analyse_logs

Looks for errors and slow requests in the logs of a shop.
Exit status: 0 nothing found, 4 slow requests, 5 errors.
"""
from __future__ import annotations

import functools
import os
import re
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

PATTERN = re.compile(
    r"(?P<hour>\d\d):(?P<minute>\d\d) "
    r"(?P<level>[A-Z]+) "
    r"(?P<path>/\S*) (?P<ms>\d+)ms$"
)
LEVELS = {"DEBUG": 0, "INFO": 1, "WARNING": 2, "ERROR": 3}
PATHS = ["/", "/cart", "/pay", "/search?q=ü"]
EXIT_SLOW, EXIT_ERROR = 4, 5


class Summary(NamedTuple):
    name: str
    lines: int
    unreadable: int
    levels: dict[str, int]
    slow: list[str]


def make_line(n: int) -> str:
    level = list(LEVELS)[n * n % 4] if n % 9 else "ERROR"
    return f"{n // 60 + 8:02d}:{n % 60:02d} {level} {PATHS[n % len(PATHS)]} {n * 37 % 500}ms"


def make_log(number: int) -> list[str]:
    lines = [make_line(n) for n in range(number * 30, number * 30 + 30)]
    lines.insert(7, "Traceback (most recent call last):")
    return lines


def analyse(path: str, limit: int) -> Summary:
    levels = dict.fromkeys(LEVELS, 0)
    slow = []
    count = unreadable = 0
    with open(path, encoding="utf-8") as stream:
        for count, line in enumerate(stream, 1):
            match = PATTERN.match(line.rstrip("\n"))
            if match is None:
                unreadable += 1
                continue
            levels[match["level"]] += 1
            if int(match["ms"]) > limit:
                slow.append("{hour}:{minute} {path}".format(**match.groupdict()))
    return Summary(os.path.basename(path), count, unreadable, levels, slow)


def worst(found: list[Summary]) -> str:
    return max(found, key=lambda s: (s.levels["ERROR"], len(s.slow), s.name)).name


def main():
    workers = 2
    limit = 470
    status = 0

    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number in range(3):
            path = os.path.join(folder, f"shop{number}.log")
            with open(path, "w", encoding="utf-8") as stream:
                # one string, not a list
                stream.write("\n".join(make_log(number)) + "\n")
            paths.append(path)

        # analyse while the folder exists
        with ProcessPoolExecutor(workers) as executor:
            summaries = list(executor.map(functools.partial(analyse, limit=limit), paths))

    # %-formatting is fine here
    for summary in summaries:
        print("%s: %d lines (%d unreadable)" % summary[:3])
        for level in sorted(summary.levels, key=LEVELS.get, reverse=True):
            if not summary.levels[level]: continue
            print("    %-8s %3d" % (level, summary.levels[level]))
        if summary.slow:
            print("    slow:", *summary.slow)

    slow = sum(len(s.slow) for s in summaries)
    errors = sum(s.levels["ERROR"] for s in summaries)
    print(f"{errors} errors, {slow} slow requests over {limit} ms; worst: {worst(summaries)}")

    if slow:
        status = EXIT_SLOW
    if errors:
        status = EXIT_ERROR
    sys.exit(status)


if __name__ == "__main__":
    main()
