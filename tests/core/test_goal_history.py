"""What became of a goal, by its versions."""

from datetime import date, timedelta

from msgspec.structs import replace

from core.goal_history import Edit, Event, events
from core.periods import Version
from tests.core.worlds import ago, goal

GOAL = goal(current=3.0, target=10.0, target_share=0.25, owners=("ana@acme.test",))


def test_each_field_that_changed_is_told_the_newest_first() -> None:
    later = replace(
        GOAL, current=4.5, target_share=None, effective_to=date(2026, 9, 30), owners=("ana@acme.test", "bo@acme.test")
    )
    told = list(events([Version(GOAL, ago(9), ago(4)), Version(later, ago(4))]))
    assert told == [
        Event(
            ago(4),
            edits=(
                Edit("owners", "ana@acme.test", "ana@acme.test, bo@acme.test"),
                Edit("last day", "–", "2026-09-30"),
                Edit("target share", "25%", "–"),
                Edit("value", "3", "4.5"),
            ),
        ),
        Event(ago(9), "first seen"),
    ]


def test_that_it_was_gone_meanwhile_is_told() -> None:
    told = [(event.at, event.what) for event in events([Version(GOAL, ago(9), ago(7)), Version(GOAL, ago(4), ago(1))])]
    assert told == [(ago(1), "gone"), (ago(4), "seen again"), (ago(7), "gone"), (ago(9), "first seen")]


def test_what_only_stands_elsewhere_is_no_event() -> None:
    moved = replace(GOAL, place="OKRs!A3")
    assert len(list(events([Version(GOAL, ago(9), ago(4)), Version(moved, ago(4))]))) == 1
    assert list(events([])) == []


def test_words_of_people_are_told_as_they_wrote_them() -> None:
    said = replace(GOAL, declared="", closed=True, level="initiative")
    (event, _) = events([Version(replace(GOAL, declared="<b>red</b>"), ago(2), ago(1)), Version(said, ago(1))])
    assert event.edits == (
        Edit("level", "key result", "initiative"),
        Edit("closed", "no", "yes"),
        Edit("said", "<b>red</b>", "–"),
    )
    assert event.at - ago(2) == timedelta(days=1)
