"""Effort before and after, in shares of all and of each team."""

from hypothesis import given
from hypothesis import strategies as st

from core.facts import EffortFact
from core.shifts import Shift, shifts

goals = st.sampled_from([None, "O-1", "O-2", "O-3"])
efforts = st.lists(
    st.builds(
        EffortFact,
        st.sampled_from(["pay", "web"]),
        goals,
        st.floats(0.1, 20).map(lambda days: round(days, 3)),
        st.just(1),
    ),
    max_size=6,
)


def test_a_team_is_named_only_where_its_effort_moves() -> None:
    before = [EffortFact("pay", "O-1", 3, 2), EffortFact("web", "O-1", 1, 1)]
    after = [EffortFact("pay", "O-1", 3, 2), EffortFact("web", "O-2", 1, 1)]
    assert shifts(before, after) == [
        Shift(goal="O-1", before=4, after=3, share_before=1.0, share_after=0.75),
        Shift(goal="O-2", before=0, after=1, share_before=0.0, share_after=0.25),
        Shift(goal="O-1", team="web", before=1, after=0, share_before=1.0, share_after=0.0),
        Shift(goal="O-2", team="web", before=0, after=1, share_before=0.0, share_after=1.0),
    ]


@given(efforts, efforts)
def test_shares_of_all_add_up_and_the_way_back_is_the_same_way(
    before: list[EffortFact], after: list[EffortFact]
) -> None:
    found = shifts(before, after)
    everybody = [shift for shift in found if shift.team is None]
    for days, share in (("before", "share_before"), ("after", "share_after")):
        total = sum(getattr(shift, share) for shift in everybody)
        assert round(total, 2) == (1 if any(getattr(shift, days) for shift in everybody) else 0)
    back = {(each.team, each.goal): (each.after, each.before) for each in shifts(after, before)}
    assert back == {(each.team, each.goal): (each.before, each.after) for each in found}


@given(efforts)
def test_what_stays_does_not_move(same: list[EffortFact]) -> None:
    assert not any(shift.moves for shift in shifts(same, same))
