#!/usr/bin/env python
import sys

from app import cli
from app.commands import base

base.VERBOSE = True
status = cli.dispatch(sys.argv[1:])
print("status", status)
sys.exit(status)
