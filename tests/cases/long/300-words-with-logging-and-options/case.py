#!/usr/bin/env python
"""Word statistics."""
import argparse
import collections
import itertools
import logging
import operator
import os
import re
import sys
import tempfile
import time
from functools import reduce
from multiprocessing import Pool, cpu_count

LOG = logging.getLogger("words")
WORD = re.compile(r"[a-z]+")
STOP = frozenset("the a of".split())
Stats = collections.namedtuple("Stats", "file words unique")


def parse(argv):
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--workers", type=int, default=cpu_count())
    ap.add_argument("-v", "--verbose", action="store_true")
    return ap.parse_args(argv)


def make_files(folder):
    for name, text in [("a.txt", "The cat of the cat"), ("b.txt", "a dog, the bird\nand a dog")]:
        with open(os.path.join(folder, name), "w") as fh:
            fh.write(text)
        yield os.path.join(folder, name)


def count(path):
    c = collections.Counter()
    with open(path) as fh:
        for line in fh:
            c.update(w for w in WORD.findall(line.lower()) if w not in STOP)
    return Stats(os.path.basename(path), sum(c.values()), len(c)), c


opts = parse(sys.argv[1:])
logging.basicConfig(stream=sys.stdout, level=logging.DEBUG if opts.verbose else logging.INFO, format="%(name)s: %(message)s")
LOG.debug("workers %d", opts.workers)
t0 = time.time()
with tempfile.TemporaryDirectory() as folder:
    files = sorted(make_files(folder))
    with Pool(opts.workers) as pool:
        results = pool.map(count, files)
    LOG.info("%d files", len(files))
stats = [s for s, _ in results]
total = reduce(operator.add, (c for _, c in results), collections.Counter())
for s in stats:
    print("%-6s %3d %3d" % s)
for word, n in itertools.islice(sorted(total.items(), key=lambda kv: (-kv[1], kv[0])), 3):
    print(word, n)
LOG.debug("took %s", "long" if time.time() - t0 > 60 else "short")
