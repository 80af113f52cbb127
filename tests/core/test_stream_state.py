"""One word for how a stream does, and which tools are silent or known by old reads only."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from core.stream_state import StreamState, silent, stale
from tests.store.samples import NOW

MINUTE = timedelta(minutes=1)
WELL = StreamState(
    connector="jira",
    stream="issues",
    container="PAY",
    since=NOW - timedelta(days=9),
    every=15 * MINUTE,
    last_success=NOW,
    next_due_at=None,
    failures=0,
    error=None,
    error_since=None,
    doubt=None,
)
NEW = replace(WELL, since=NOW, last_success=None)


@pytest.mark.parametrize(
    ("state", "after", "word"),
    [
        (WELL, 30 * MINUTE, "well"),
        (WELL, 31 * MINUTE, "late"),
        (NEW, 30 * MINUTE, "new"),
        (NEW, 31 * MINUTE, "late"),
        (replace(WELL, doubt="shows 3 of 90"), MINUTE, "in doubt"),
        (replace(WELL, doubt="shows 3 of 90"), 31 * MINUTE, "late"),
        (replace(WELL, error="away"), 31 * MINUTE, "failing"),
        (WELL, -timedelta(days=1), "well"),  # a clock that went back
    ],
)
def test_the_worst_that_holds(state: StreamState, after: timedelta, word: str) -> None:
    assert state.word(NOW + after) == word


def at(last_success: datetime, *, every: timedelta = 15 * MINUTE, connector: str = "jira") -> StreamState:
    return replace(WELL, last_success=last_success, every=every, connector=connector)


def test_a_tool_is_silent_when_nothing_of_it_was_read_for_long() -> None:
    old, fresh = at(NOW - 61 * MINUTE), at(NOW - 59 * MINUTE)
    assert silent([old], NOW) == {"jira"}
    assert silent([old, fresh], NOW) == frozenset()
    assert silent([at(NOW - 179 * MINUTE, every=60 * MINUTE)], NOW) == frozenset()
    assert silent([at(NOW - 181 * MINUTE, every=60 * MINUTE)], NOW) == {"jira"}
    assert silent([old, at(NOW, connector="github")], NOW) == {"jira"}


def test_what_was_read_three_intervals_ago_is_stale() -> None:
    old = [at(NOW - 46 * MINUTE), at(NOW - 50 * MINUTE), at(NOW - 45 * MINUTE, connector="github")]
    assert stale(old, NOW) == {"jira": NOW - 50 * MINUTE}
    assert stale([replace(NEW, since=NOW - 46 * MINUTE)], NOW) == {"jira": NOW - 46 * MINUTE}
