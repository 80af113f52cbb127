"""`make bench`: every case, or the one that is named, each beside its peers in whole-process runs that take turns. `--keep`
keeps figures in docs/figures; `draw` puts those that are kept into docs/performance.md."""

import argparse
import os

from bench.drawing.page import draw, keep
from bench.growth import case as growth
from bench.judging import case as judging
from bench.mapping import case as mapping
from bench.result import document, told
from bench.rule_edit import case as rule_edit
from bench.scale_out import case as scale_out
from bench.startup import case as startup
from bench.sync import case as sync
from bench.sync import jira_case as sync_jira
from bench.writes import case as writes

CASES = {
    "sync": sync,
    "sync_jira": sync_jira,
    "mapping": mapping,
    "judging": judging,
    "rule_edit": rule_edit,
    "scale_out": scale_out,
    "startup": startup,
    "growth": growth,
    "writes": writes,
}


def main() -> None:
    arguments = _arguments()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # processes start from compiled modules, as installed programs do
    if arguments.draw:
        draw()
    for measure in arguments.chosen:
        result = measure(arguments)
        print(document(result) if arguments.json else told(result))
        if arguments.keep:
            keep(result)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    every = [case.measure for case in CASES.values()]
    parser.set_defaults(chosen=every, draw=False, json=False, items=None, runs=5, only=None)
    parser.add_argument("--keep", action="store_true", help="keep the figures in docs/figures")
    cases = parser.add_subparsers(metavar="CASE", help=f"{', '.join(CASES)}, or draw; default all, one after the other")
    for name, case in CASES.items():
        what = str(case.__doc__)
        one = cases.add_parser(name, help=what.replace("%", "%%"), description=what)
        one.set_defaults(chosen=[case.measure])
        one.add_argument("--items", type=int, help=f"how many (default {case.ITEMS:,})")
        one.add_argument("--runs", type=int, default=5, help="runs of each (default 5)")
        one.add_argument("--only", action="append", choices=case.NAMES, help="this one (again for more; default all)")
        one.add_argument("--json", action="store_true", help="one JSON document instead of the table")
        one.add_argument(
            "--keep", action="store_true", default=argparse.SUPPRESS, help="keep the figures in docs/figures"
        )
    cases.add_parser("draw", help=draw.__doc__, description=draw.__doc__).set_defaults(chosen=[], draw=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
