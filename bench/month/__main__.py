"""`python -m bench.month`: what a month of the hub is like for the people of a company, for docs/slack.md."""

import argparse
import sys

from bench.month.figures import breaches, table, told
from bench.month.life import live


def main() -> None:
    arguments = _arguments()
    month = live(arguments.seed, arguments.people, arguments.days, arguments.hours)
    print("\n".join([*table(month), "", *told(month)]))
    if broken := breaches(month):
        sys.exit("\n".join(["broken promises:", *broken]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.month", description=__doc__)
    parser.add_argument("--seed", type=int, default=7, help="another seed, another company (default 7)")
    parser.add_argument("--people", type=int, default=48, help="who work there (default 48)")
    parser.add_argument("--days", type=int, default=28, help="from a Monday on (default 28)")
    parser.add_argument("--hours", type=int, default=4, help="between two evaluations (default 4)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
