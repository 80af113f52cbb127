"""GitHub issues from a loopback server into a local database: floors, fairlead and its peers; then nothing
changed, then 1 %."""

import argparse

from bench.result import Result
from bench.sync import compare
from bench.sync.engines import GITHUB

ITEMS = compare.ITEMS
NAMES = GITHUB


def measure(arguments: argparse.Namespace) -> Result:
    return compare.measure("sync", "github", NAMES, arguments)
