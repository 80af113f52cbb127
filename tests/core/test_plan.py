from hypothesis import given
from hypothesis import strategies as st

from core.plan import Plan, Standing, Target, Wanted, make_plan, mark_of

KEY = b"k" * 32
targets = st.builds(
    Target,
    tool=st.sampled_from(["jira", "github"]),
    verb=st.sampled_from(["label", "comment"]),
    place=st.sampled_from(["A-1", "A-2", "A-3"]),
)
wants = st.lists(
    st.builds(Wanted, target=targets, body=st.sampled_from(["x", "y"])), unique_by=lambda want: want.target
)


def after(standing: dict[Target, Standing], plan: Plan) -> dict[Target, Standing]:
    result = dict(standing)
    for step in plan.operations:
        if step.body is None:
            del result[step.target]
        else:
            result[step.target] = Standing(step.target, step.body, step.url, step.ref, step.findings)
    return result


@given(wants, wants)
def test_an_applied_plan_leaves_exactly_what_is_wanted(first: list[Wanted], second: list[Wanted]) -> None:
    standing = after({}, make_plan(first, {}, KEY))
    standing = after(standing, make_plan(second, standing, KEY))
    assert {target: note.body for target, note in standing.items()} == {want.target: want.body for want in second}
    assert make_plan(second, standing, KEY).operations == ()


@given(wants)
def test_the_digest_names_the_plan_whatever_the_order(wanted: list[Wanted]) -> None:
    assert make_plan(wanted, {}, KEY).digest == make_plan(reversed(wanted), {}, KEY).digest


def test_the_page_and_figures_are_no_part_of_what_is_approved() -> None:
    note = Wanted(Target("jira", "comment", "A-1"), "x")
    quiet = (Wanted(Target("sheets", "cells", "O-1", "pace"), "0.9"), Wanted(Target("github", "page", "acme/web"), "x"))
    plan = make_plan((note, *quiet), {}, KEY)
    assert plan.digest == make_plan((note,), {}, KEY).digest
    assert {each.target for each in plan.quiet} == {each.target for each in quiet}
    assert [each.target for each in plan.notable] == [note.target]


def test_another_hub_makes_other_marks() -> None:
    target = Target("jira", "comment", "A-1")
    assert mark_of(target, KEY) == mark_of(target, KEY) != mark_of(target, b"j" * 32)


def test_a_changed_text_keeps_mark_and_ref() -> None:
    target = Target("jira", "comment", "A-1")
    standing = {target: Standing(target, "old", ref="77")}
    (step,) = make_plan([Wanted(target, "new", findings=("f",))], standing, KEY).operations
    assert (step.step, step.ref, step.before, step.body, step.mark) == (
        "change",
        "77",
        "old",
        "new",
        mark_of(target, KEY),
    )
