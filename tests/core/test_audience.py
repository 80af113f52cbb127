"""What becomes of a record of a place that is for few."""

import pytest
from msgspec.structs import replace

from connectors.patterns import Wanted
from core.audience import PRIVATE_GOAL, PRIVATE_REASON, confined
from core.records import Checkpoint, Rejected
from tests.store.samples import activity, goal, item

PRIVATE = Wanted.of(["PAY", "acme/secret-*", "!acme/secret-santa"]).means


@pytest.mark.parametrize(
    ("place", "container", "narrow"),
    [
        ("PAY", "PAY", True),
        ("pay", "pay", True),
        ("acme/secret-deal", "acme/secret-deal", True),
        ("acme/old", "acme/secret-deal", True),  # moved or renamed since
        ("acme/secret-deal", "acme/new", True),
        ("acme/secret-santa", "acme/secret-santa", False),
        ("PAYROLL", "PAYROLL", False),
    ],
)
def test_items_of_the_place_are_narrow_and_keep_their_words(place: str, container: str, narrow: bool) -> None:
    seen = item(1, container=container)
    assert confined(seen, place, PRIVATE) == replace(seen, narrow=narrow)


def test_what_the_tool_said_stands_whatever_the_settings_say() -> None:
    assert confined(item(1, narrow=True), "WEB", PRIVATE) == item(1, narrow=True)


def test_goals_lose_their_words() -> None:
    assert confined(goal("PAY-1", title="Buy them"), "PAY", PRIVATE) == goal("PAY-1", title=PRIVATE_GOAL)
    assert confined(goal("WEB-1", title="Sell it"), "WEB", PRIVATE) == goal("WEB-1", title="Sell it")


def test_why_something_cannot_be_read_is_kept_and_not_told() -> None:
    rejected = Rejected(source="jira", place="jira issue 7", reason='"buy them" is no date', raw="{}")
    kept = confined(rejected, "PAY", PRIVATE)
    assert kept == replace(rejected, reason=PRIVATE_REASON, raw='"buy them" is no date\n{}')
    assert confined(rejected, "WEB", PRIVATE) is rejected


def test_all_else_stays_as_it_is() -> None:
    for record in (activity(1), Checkpoint("here")):
        assert confined(record, "PAY", PRIVATE) is record
