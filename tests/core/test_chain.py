"""Which hop is missing between a goal and its strategy."""

from typing import Any

import pytest

from core.chain import HOPS, missing_hop
from core.records import Goal
from tests.core.worlds import goal


def chain(*given: tuple[str, str, str | None]) -> dict[str, Goal]:
    """Goals by key, level and parent."""
    return {key: goal(key, level=level, parent=parent) for key, level, parent in given}


WHOLE: Any = (
    ("S-1", "strategy", None),
    ("O-1", "objective", "S-1"),
    ("KR-1", "key_result", "O-1"),
    ("KPI-1", "kpi", "KR-1"),
    ("I-1", "initiative", "KPI-1"),
    ("I-2", "initiative", "S-1"),
)


@pytest.mark.parametrize("key", ["S-1", "O-1", "KR-1", "KPI-1", "I-1", "I-2"])
def test_what_leads_to_a_strategy_lacks_nothing(key: str) -> None:
    assert missing_hop(key, chain(*WHOLE)) is None


@pytest.mark.parametrize(
    ("given", "key", "hop", "says"),
    [
        ((), None, "goal", "serves no goal"),
        ((), "O-9", "goal", "serves O-9, which is no goal that the hub knows"),
        ((("I-1", "initiative", None),), "I-1", "objective", "I-1 (Grow) hangs below no objective"),
        (
            (("KR-1", "key_result", None), ("I-1", "initiative", "KR-1")),
            "I-1",
            "objective",
            "KR-1 (Grow) hangs below no objective",
        ),
        (
            (("O-1", "objective", None), ("KR-1", "key_result", "O-1")),
            "KR-1",
            "strategy",
            "O-1 (Grow) hangs below no strategy",
        ),
        ((("O-1", "objective", "S-9"),), "O-1", "strategy", "O-1 (Grow) hangs below S-9, which leads to no strategy"),
        (
            (("I-1", "initiative", "I-2"), ("I-2", "initiative", "I-1")),
            "I-1",
            "objective",
            "I-2 (Grow) hangs below I-1, which leads to no objective",
        ),
    ],
)
def test_the_hop_that_is_missing(given: Any, key: str | None, hop: str, says: str) -> None:
    gap = missing_hop(key, chain(*given))
    assert gap is not None
    assert (gap.hop, gap.says) == (hop, says)
    assert gap.hop in HOPS
