"""`make bench`: every case, or the one that is named, each beside its peers in whole-process runs that take turns."""

import argparse
import json
import os
from collections.abc import Callable
from typing import Any

import msgspec

from bench.judging import case as judging
from bench.mapping import case as mapping
from bench.result import Result, told
from bench.scale_out import case as scale_out
from bench.sync import case as sync
from bench.sync import jira_case as sync_jira

CASES = {"sync": sync, "sync_jira": sync_jira, "mapping": mapping, "judging": judging, "scale_out": scale_out}


def main() -> None:
    arguments = _arguments()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # processes start from compiled modules, as installed programs do
    for measure, show in arguments.chosen:
        _tell(measure(arguments), show, as_json=arguments.json)


def _tell(result: Result | dict[str, Any], show: Callable[[dict[str, Any]], None], *, as_json: bool) -> None:
    if isinstance(result, Result):
        print(json.dumps({"schema_version": 1, **msgspec.to_builtins(result)}, indent=2) if as_json else told(result))
    elif as_json:
        print(json.dumps({"schema_version": 1, **result}, indent=2))
    else:
        show(result)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    every = [(case.measure, getattr(case, "show", None)) for case in CASES.values()]
    parser.set_defaults(chosen=every, json=False, items=None, runs=5, only=None)
    cases = parser.add_subparsers(metavar="CASE", help=f"{', '.join(CASES)}; default all, one after the other")
    for name, case in CASES.items():
        one = cases.add_parser(name, help=case.__doc__, description=case.__doc__)
        one.set_defaults(chosen=[(case.measure, getattr(case, "show", None))])
        one.add_argument("--items", type=int, help=f"how many (default {case.ITEMS:,})")
        one.add_argument("--runs", type=int, default=5, help="runs of each (default 5)")
        one.add_argument("--only", action="append", choices=case.NAMES, help="this one (again for more; default all)")
        one.add_argument("--json", action="store_true", help="one JSON document instead of the table")
    return parser.parse_args()


if __name__ == "__main__":
    main()
