"""Every test is dealt once, and each worker begins with long ones."""

from itertools import groupby

import pytest

from tests.workers import LONG, TESTS, dealt

PATHS = [
    TESTS / folder / f"test_{module}.py"
    for folder, modules, tests in (("acceptance", 5, 3), ("api", 2, 20), ("bench", 2, 1), ("core", 7, 30))
    for module in range(modules)
    for _ in range(tests)
]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 40])
def test_all_are_dealt_once_and_the_long_ones_first(count: int) -> None:
    order = dealt(PATHS, count)
    assert sorted(order) == list(range(len(PATHS)))
    left, parts = order, []
    for remaining in range(count, 0, -1):
        parts.append(left[: len(left) // remaining])
        left = left[len(left) // remaining :]
    long = [[PATHS[place].parent.name in LONG for place in part] for part in parts]
    if count <= 4:
        assert all(sorted(part, reverse=True) == part and part[0] for part in long)


def test_a_module_stays_together() -> None:
    order = [PATHS[place] for place in dealt(PATHS, 2)]
    modules = [path for path, _ in groupby(order)]
    assert len(modules) <= len(set(PATHS)) + 1  # where the part of the first worker ends


def test_folders_of_long_tests_are_there() -> None:
    assert [folder for folder in LONG if not (TESTS / folder).is_dir()] == []
