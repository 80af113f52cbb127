"""How the workers of pytest-xdist share the suite: who begins with what."""

import os
from collections.abc import Iterable, Sequence
from importlib import import_module
from itertools import chain, groupby
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LONG = {"acceptance", "bench", "browser", "conformance"}
"""Folders of tests that take seconds each."""
COUNT = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def compile_together(config: pytest.Config) -> None:
    """Each of several workers imports all tests, beginning at another place: what one has compiled, the others find.

    What cannot be imported is told when it is collected."""
    modules = sorted(path.relative_to(TESTS.parent).with_suffix("") for path in TESTS.rglob("test_*.py"))
    all_asked = [Path(each).resolve() for each in config.args] == [TESTS]
    first = len(modules) * NUMBER // COUNT
    for each in (*modules[first:], *modules[:first]) if COUNT > 1 and all_asked else ():
        try:
            import_module(".".join(each.parts))
        except (Exception, pytest.skip.Exception):  # noqa: BLE001 - as above
            continue


def dealt(paths: Sequence[Path], count: int) -> list[int]:
    """The places of tests, by the paths of their modules, in an order that lets each of `count` workers begin with its share of
    long ones. xdist gives each an equal part of the list, and whoever has done its part takes from the ends of others: so what
    is shared last is short."""
    modules = [list(module) for _, module in groupby(range(len(paths)), key=lambda place: paths[place])]
    long = [module for module in modules if LONG.intersection(paths[module[0]].relative_to(TESTS).parts)]
    short = list(chain(*(module for module in modules if module not in long)))
    order: list[int] = []
    for number in range(count):
        share = list(chain(*long[number::count]))
        room = max(0, (len(paths) - len(order)) // (count - number) - len(share))
        order += [*share, *short[:room]]
        del short[:room]
    return [*order, *short]


def deal(items: list[pytest.Item]) -> None:
    paths: Iterable[Path] = (item.path for item in items)
    if COUNT > 1:
        items[:] = [items[place] for place in dealt(list(paths), COUNT)]
