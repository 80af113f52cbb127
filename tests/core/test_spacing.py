"""P16: at one item little is written in a day, whatever goes round in a circle."""

from hypothesis import given
from hypothesis import strategies as st

from core.plan import Operation, Plan, Step, Target, Verb
from core.writes import Deed, deed_of, spaced

MOST = 3


def operation(place: str, step: Step = "add", verb: Verb = "label", topic: str = "") -> Operation:
    return Operation(f"{place}{topic}", step, Target("jira", verb, place, topic), None if step == "remove" else "x")


def lately(place: str, count: int) -> list[Deed]:
    return [Deed("jira", "comment", place, "change", approved=True)] * count


def test_what_is_too_much_for_one_item_waits_and_is_told() -> None:
    plan, waits = spaced(Plan((operation("PAY-1"), operation("PAY-2"))), lately("PAY-1", 3), MOST)
    assert [each.target.place for each in plan.operations] == ["PAY-2"]
    assert waits == ("jira PAY-1: 1 more, after 3 in 24 hours (guard.item_writes)",)


def test_one_plan_alone_can_be_too_much_for_an_item() -> None:
    plan, waits = spaced(Plan(tuple(operation("PAY-1", topic=name) for name in "abcde")), [], MOST)
    assert len(plan.operations) == MOST
    assert waits == ("jira PAY-1: 2 more, after 3 in 24 hours (guard.item_writes)",)


def test_what_takes_something_back_never_waits_and_is_counted() -> None:
    taken, again = operation("PAY-1", "remove"), operation("PAY-1", topic="later")
    assert spaced(Plan((taken,)), lately("PAY-1", 9), MOST)[0].operations == (taken,)
    assert spaced(Plan((taken, again)), lately("PAY-1", 2), MOST)[0].operations == (taken,)


def test_channels_sheets_and_pages_are_no_items() -> None:
    verbs: tuple[Verb, ...] = ("message", "cells", "page", "check-in")
    plan = Plan(tuple(operation("#pay", verb=verb, topic=f"{n}") for verb in verbs for n in range(5)))
    assert spaced(plan, [], MOST) == (plan, ())


def test_of_many_items_only_some_are_named() -> None:
    plan = Plan(tuple(operation(f"PAY-{n}") for n in range(8)))
    waits = spaced(plan, [deed for n in range(8) for deed in lately(f"PAY-{n}", 3)], MOST)[1]
    assert len(waits) == 6
    assert waits[-1] == "and the same at 3 more items"


steps = st.sampled_from(["add", "change", "remove"])
operations = st.lists(
    st.builds(operation, st.sampled_from(["PAY-1", "PAY-2"]), steps, st.sampled_from(["label", "comment"])), max_size=9
)


@given(st.lists(operations, max_size=9), st.integers(1, 4))
def test_however_many_plans_come_in_a_day_no_item_is_told_more(plans: list[list[Operation]], most: int) -> None:
    """Nothing waits for good: what waits is what would be too much."""
    written: list[Deed] = []
    for wanted in plans:
        plan, waits = spaced(Plan(tuple(wanted)), written, most)
        assert (len(plan.operations) < len(wanted)) == bool(waits)
        written += [deed_of(each) for each in plan.operations]
    for place in ("PAY-1", "PAY-2"):
        assert sum(each.place == place and each.step != "remove" for each in written) <= most
