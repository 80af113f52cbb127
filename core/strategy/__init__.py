"""What is wrong or odd about the strategy as people wrote it down: pure, each problem with its cell and the mend.

An error makes the hub read the strategy wrongly: a chain that leads nowhere, numbers that cannot be measured against each
other. A warning is a gap or a likely slip of the pen. What cannot be read at all is told elsewhere (`fairlead unread`).
"""

import re
from collections.abc import Callable, Iterator

from core.strategy import chain, measures, owners, registers, shares, targets, titles
from core.strategy.contract import Problem, Strategy

__all__ = ["Problem", "Strategy", "lint"]

CHECKS: tuple[Callable[[Strategy], Iterator[Problem]], ...] = (
    chain.parents,
    chain.levels,
    chain.successors,
    chain.circles,
    shares.sums,
    measures.dates,
    measures.key_results,
    targets.spans,
    targets.order,
    titles.duplicates,
    owners.owners,
    registers.metrics,
    registers.days,
)
_CELL = re.compile(r"(?P<tab>.*)!(?P<column>[A-Z]+)(?P<row>\d+)")


def lint(strategy: Strategy) -> list[Problem]:
    """Every problem, by tab, row and column. Nothing is said of goals that are over, except that they look open."""
    found = (problem for check in CHECKS for problem in check(strategy))
    return sorted(found, key=lambda each: (*_order(each.place), each.check, each.message))


def _order(place: str) -> tuple[str, int, int, str]:
    """Rows as numbers, and AA after Z; a place that is no cell comes with its own name."""
    cell = _CELL.fullmatch(place)
    return (cell["tab"], int(cell["row"]), len(cell["column"]), cell["column"]) if cell else (place, 0, 0, "")
