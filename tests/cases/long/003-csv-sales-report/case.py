"""Sales report from one CSV file per region.

The files are made here, so that the example is complete.
"""
import csv
import os
import shutil
import tempfile
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor, as_completed
from decimal import Decimal

REGIONS = {
    "north": [("apple", 10, "0.50"), ("pear", 4, "0.75"), ("apple", 5, "0.55")],
    "south": [("melon", 2, "3.10"), ("apple", 1, "0.60"), ("plum", 0, "0.20")],
    "west": [("pear", 12, "0.70"), ("fig", 30, "0.15"), ("plum", 9, "n/a")],
}
FIELDS = ["product", "pieces", "price"]
VAT = {"apple": Decimal("0.07"), "pear": Decimal("0.07"), "melon": Decimal("0.19")}
DEFAULT_VAT = Decimal("0.19")


def write_region(folder, region, rows):
    path = os.path.join(folder, region + ".csv")
    with open(path, "w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(FIELDS)
        writer.writerows(rows)
    return path


def with_vat(product, amount):
    return amount * (1 + VAT.get(product, DEFAULT_VAT))


def parse(path):
    """Totals and bad lines of one file; runs in a worker."""
    totals = defaultdict(Decimal)
    bad = []
    with open(path, newline="") as stream:
        reader = csv.DictReader(stream)
        for number, row in enumerate(reader, 2):
            try:
                amount = int(row["pieces"]) * Decimal(row["price"])
            except ArithmeticError:
                bad.append((number, row["price"]))
                continue
            totals[row["product"]] += with_vat(row["product"], amount)
    region = os.path.splitext(os.path.basename(path))[0]
    return region, dict(totals), bad


folder = tempfile.mkdtemp(prefix="sales-")
paths = [write_region(folder, region, rows) for region, rows in REGIONS.items()]
print("wrote", len(paths), "files:", ", ".join(sorted(map(os.path.basename, paths))))

# ------------------------------------------------------------ read them

by_region = {}
problems = []
with ProcessPoolExecutor(max_workers=2) as executor:
    futures = {executor.submit(parse, path): path for path in paths}
    for future in as_completed(futures):
        region, totals, bad = future.result()
        by_region[region] = totals
        for number, text in bad:
            problems.append("%s.csv:%d: %r is no price" % (region, number, text))


# ------------------------------------------------------------ aggregate

def grand_totals():
    result = defaultdict(Decimal)
    for totals in by_region.values():
        for product, amount in totals.items():
            result[product] += amount
    return sorted(result.items(), key=lambda item: (-item[1], item[0]))


def line(label, amount):
    return f"{label:<12}{amount:>10.2f}"


lines = ["product          total", "-" * 22]
lines += [line(product, amount) for product, amount in grand_totals()]
lines.append("-" * 22)
for region in sorted(by_region):
    lines.append(line(region, sum(by_region[region].values())))

report = os.path.join(folder, "report.txt")
with open(report, "w") as stream:
    stream.write("\n".join(lines) + "\n")

with open(report) as stream:
    for text in stream:
        print(text, end="")
print("problems:", *sorted(problems), sep="\n  ")

shutil.rmtree(folder)
print("cleaned up:", not os.path.exists(folder))
