#!/usr/bin/env python3
# -*- coding: utf-8 -*-
# Licence: do what you like
"""temperatures - convert a table

Prints degrees Fahrenheit.
"""
from __future__ import annotations

import multiprocessing as mp


def to_fahrenheit(celsius: float) -> float:
    return round(celsius * 9 / 5 + 32, 1)


def main():
    title: str = __doc__.splitlines()[0]
    print(title)
    with mp.Pool(2) as pool:
        table = pool.map(to_fahrenheit, [-40.0, 0.0, 36.6])
    print("°F", *table)


if __name__ == "__main__":
    main()
