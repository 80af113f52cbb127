"""How long a tool is left alone after it could not take a write."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.backing_off import LONGEST, SHORTEST, TRIES, pause

CHANCES = st.floats(0, 1)


def test_the_bound_doubles_up_to_an_hour() -> None:
    assert [pause(tries, 1.0) // SHORTEST for tries in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert {pause(tries, 0.0) for tries in range(1, 9)} == {SHORTEST}


@given(tries=st.integers(1, 10_000), chance=CHANCES, named=st.none() | st.floats(0, 86_400))
def test_it_is_never_shorter_than_the_tool_asked_for_nor_longer_than_it_need_be(
    tries: int, chance: float, named: float | None
) -> None:
    asked = timedelta(seconds=named or 0)
    assert max(SHORTEST, asked) <= pause(tries, chance, named) <= max(LONGEST, asked)


def test_no_outage_of_a_day_costs_a_write() -> None:
    """On average."""
    assert sum((pause(tries, 0.5) for tries in range(1, TRIES)), timedelta()) > timedelta(days=1, hours=12)
