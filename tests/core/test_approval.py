"""An approval lets one plan pass, as it was looked at, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.approval import SavedPlan, differences, refused_because
from core.guard import Limits
from core.plan import Operation, Plan, Target

NOW = datetime(2026, 6, 17, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


def write(n: int, body: str = "x") -> Operation:
    return Operation(f"{n}", "add", Target("jira", "comment", f"PAY-{n}"), body)


PLAN = Plan((write(1), write(2)))


def refused(present: Plan, *, age: timedelta = HOUR, by: str = "eve", limits: Limits = Limits()) -> str | None:  # noqa: B008
    saved = SavedPlan(plan=PLAN, actor="ann", at=NOW - age)
    return refused_because(PLAN.digest, saved, present, by, NOW, limits)


def test_the_plan_that_was_saved_passes() -> None:
    assert refused(PLAN) is None
    assert refused(PLAN, by="ann") is None


@pytest.mark.parametrize(("age", "passes"), [(24 * HOUR - timedelta(seconds=1), True), (24 * HOUR, False)])
def test_it_can_be_approved_for_a_day(age: timedelta, passes: bool) -> None:
    why = refused(PLAN, age=age)
    assert (why is None) == passes
    assert passes or "saved on 16 June 2026, 15:00 UTC and can be approved for 24 hours (guard.approval_hours)" in why  # type: ignore[operator]
    assert refused(PLAN, age=age, limits=Limits(approval_hours=48)) is None


def test_another_plan_is_refused_and_what_differs_is_named() -> None:
    present = Plan((write(2, "y"), *(write(n) for n in range(3, 8))))
    why = refused(present)
    assert why
    assert f"the plan is {present.digest} now, not {PLAN.digest}; it has changed since it was saved: " in why
    assert "5 new (jira comment PAY-3, jira comment PAY-4, jira comment PAY-5, and 2 more)" in why
    assert "1 gone (jira comment PAY-1); 1 different (jira comment PAY-2)" in why


def test_a_hash_that_nobody_knows_is_refused() -> None:
    why = refused_because("beef", None, PLAN, "eve", NOW, Limits())
    assert why
    assert why.startswith(
        f"the plan is {PLAN.digest} now, not beef; none was saved under it. Look at `fairlead plan --save`"
    )


def test_with_four_eyes_somebody_else_approves_what_was_saved() -> None:
    four = Limits(four_eyes=True)
    assert refused(PLAN, limits=four) is None
    assert "ann saved this plan, and somebody else must approve it" in str(refused(PLAN, by="ann", limits=four))
    assert "nobody has saved this plan" in str(refused_because(PLAN.digest, None, PLAN, "eve", NOW, four))


bodies = st.dictionaries(st.integers(1, 6), st.sampled_from("xy"), max_size=6)


@given(bodies, bodies)
def test_any_difference_voids_an_approval(saved: dict[int, str], present: dict[int, str]) -> None:
    before, after = (Plan(tuple(write(n, body) for n, body in sorted(each.items()))) for each in (saved, present))
    why = refused_because(before.digest, SavedPlan(plan=before, actor="ann", at=NOW), after, "eve", NOW, Limits())
    assert (why is None) == (saved == present)
    for n in saved.keys() - present.keys():
        assert len(saved) > 3 or f"PAY-{n}" in differences(before, after)


def test_an_order_that_changed_is_a_change() -> None:
    assert "the order of writes" in str(refused(replace(PLAN, operations=PLAN.operations[::-1])))
