"""What is true of every item for which a rule holds: a sieve that lets through too many items, and never too few."""

import re
from collections.abc import Sequence

from core.sieve import EVERY, Fits, Sieve
from mappings.fields import field_of
from mappings.rules import Condition, Rule, Test

MOST = 50  # conditions that a database should be asked at once; past that it is quicker to look at every item
_ANYTHING = re.compile("[*?]")


def sieve_of(rules: Sequence[Rule]) -> Sieve:
    """Lets through each item for which one of the rules could hold."""
    found = _joined("any", [_joined("all", [_of_test(test) for test in rule.when]) for rule in rules])
    return found if _size(found) <= MOST else EVERY


def _of_test(test: Test) -> Sieve | Fits:
    if isinstance(test, Condition):
        shapes = _shapes(test) if field_of(test.field).type in ("text", "any") else ()
        return Fits(field_of(test.field).name, shapes) if shapes else EVERY
    return EVERY if test.op == "not" else _joined(test.op, [_of_test(part) for part in test.parts])


def _joined(op: str, parts: Sequence[Sieve | Fits]) -> Sieve:
    if op == "any":
        return EVERY if EVERY in parts else Sieve("any", tuple(parts))
    return Sieve("all", tuple(part for part in parts if part != EVERY))


def _shapes(condition: Condition) -> tuple[tuple[str, ...], ...]:
    match condition.op:
        case "any":
            return tuple((value,) for value in condition.values)
        case "all":
            return ((condition.values[0],),)
        case "glob":
            return tuple(tuple(_ANYTHING.split(glob)) for glob in condition.values)
    return ()


def _size(sieve: Sieve | Fits) -> int:
    return len(sieve.shapes) if isinstance(sieve, Fits) else sum(map(_size, sieve.parts))
