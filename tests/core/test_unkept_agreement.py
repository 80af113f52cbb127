"""D20 on both sides of each of its thresholds."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from core.detectors import unkept_agreement
from core.facts import DailyEffort, Facts, GoalFact, PersonFact, TargetShare
from core.findings import Observation
from core.records import Decision, Reading
from tests.core.worlds import NOW, facts, goal

TODAY = NOW.date()
ANA, BO = "ana@acme.test", "bo@acme.test"
BEFORE, AFTER = {"O-1": 0.3, "O-2": 0.7}, {"O-1": 0.6, "O-2": 0.4}
PEOPLE = (PersonFact(ANA, True, None, "pay"), PersonFact(BO, True, None, "web"), PersonFact("cy@acme.test", True, None))
Shares = Mapping[str, float]


def day(back: int) -> date:
    return TODAY - timedelta(days=back)


def worked(shares: Shares, first: int, last: int, team: str = "pay", a_day: float = 4.0) -> list[DailyEffort]:
    return [
        DailyEffort(day=day(back), team=team, goal=key, person_days=a_day * share)
        for back in range(last, first + 1)
        for key, share in shares.items()
    ]


def said(back: int, note: str = "We stop the exports", author: str | None = ANA, subject: str = "O-1") -> Reading:
    return Reading(
        source="sheets", id=f"c{back}", subject=subject, at=day(back), place="Check-ins!A2", note=note, author=author
    )


def committed(back: int, *owners: str, kind: str = "Commitment", goals: tuple[str, ...] = ("O-1",)) -> Decision:
    return Decision(
        source="sheets", id="d", at=day(back), title="More tills", place="D!A2", kind=kind, goals=goals, owners=owners
    )


def world(
    *answers: Reading | Decision,
    changed: int = 30,
    was: float = 0.3,
    now: float = 0.3,
    after: Shares = AFTER,
    daily: Sequence[DailyEffort] = (),
    owners: tuple[str, ...] = (ANA,),
    **given: Any,
) -> Facts:
    """Targets changed so many days ago; team pay's share on O-1 was so much until then, and is so much since."""
    targets = [TargetShare(key, share, None, day(changed + 1)) for key, share in BEFORE.items()]
    targets += [TargetShare(key, share, day(changed)) for key, share in after.items()]
    effort = worked({"O-1": was, "O-2": 1 - was}, 97, changed + 1) + worked({"O-1": now, "O-2": 1 - now}, changed, 0)
    return facts(
        goals=(
            GoalFact(goal=goal("O-1", level="objective"), owners=owners),
            GoalFact(goal=goal("O-2", level="objective"), owners=(BO,)),
        ),
        targets=tuple(targets),
        daily=tuple(daily or effort),
        people=PEOPLE,
        readings=tuple(each for each in answers if isinstance(each, Reading)),
        decisions=tuple(each for each in answers if isinstance(each, Decision)),
        **given,
    )


def found(given: Facts, **settings: Any) -> list[Observation]:
    return list(unkept_agreement.judge(given, unkept_agreement.Settings(**settings)))


@pytest.mark.parametrize(("now", "expected"), [(0.30, 1), (0.329, 1), (0.33, 0), (0.6, 0), (0.1, 1)])
def test_a_share_that_moved_less_than_three_points(now: float, expected: int) -> None:
    assert len(found(world(said(25), now=now))) == expected


@pytest.mark.parametrize(("changed", "expected"), [(20, 0), (21, 1), (70, 1), (71, 0)])
def test_effort_has_three_weeks_and_is_watched_for_ten(changed: int, expected: int) -> None:
    assert len(found(world(said(changed), changed=changed))) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (said(30), 1),
        (said(31), 0),
        (said(9), 1),
        (said(8), 0),
        (said(25, note=""), 0),
        (said(25, author=BO), 0),
        (said(25, author=None), 1),
        (said(25, subject="KR-1"), 0),
        (committed(25, ANA), 1),
        (committed(25), 1),
        (committed(25, ANA, kind="we commit"), 1),
        (committed(25, ANA, kind="Budget"), 0),
        (committed(25, ANA, goals=("O-3",)), 0),
        (committed(31, ANA), 0),
        (committed(8, ANA), 0),
    ],
)
def test_what_counts_as_an_answer(answer: Reading | Decision, expected: int) -> None:
    assert len(found(world(answer))) == expected


def test_what_should_shrink_is_asked_to_shrink() -> None:
    given: dict[str, Any] = {"was": 0.3, "owners": (BO,)}
    shrink = said(25, subject="O-2", author=BO)
    web = worked(BEFORE, 97, 31, "web")
    assert [each.subject.key for each in found(world(shrink, daily=web + worked(BEFORE, 30, 0, "web"), **given))] == [
        "O-2"
    ]
    assert found(world(shrink, daily=web + worked({"O-1": 0.33, "O-2": 0.67}, 30, 0, "web"), **given)) == []


def test_a_team_that_was_there_already_needs_no_move() -> None:
    assert found(world(said(25), was=0.6, now=0.6)) == []
    assert len(found(world(said(25), was=0.59, now=0.59))) == 1


@pytest.mark.parametrize(("size", "expected"), [(0.099, 0), (0.10, 1)])
def test_only_a_change_of_strategy_is_asked_about(size: float, expected: int) -> None:
    after = {"O-1": 0.3 + size, "O-2": 0.7 - size}
    assert len(found(world(said(25), after=after))) == expected


def test_an_objective_whose_share_hardly_changed_is_not_asked() -> None:
    after = {"O-1": 0.349, "O-2": 0.451, "O-3": 0.2}
    assert found(world(said(25), after=after)) == []
    assert len(found(world(said(25), after={**after, "O-1": 0.35, "O-2": 0.45}))) == 1


@pytest.mark.parametrize(("a_day", "expected"), [(1.42, 0), (1.43, 1)])
def test_a_team_needs_enough_effort(a_day: float, expected: int) -> None:
    daily = worked(BEFORE, 97, 31) + worked(BEFORE, 30, 0, a_day=a_day)
    assert len(found(world(said(25), daily=daily))) == expected


def test_teams_are_those_of_who_answered_else_of_the_owners() -> None:
    both = [*worked(BEFORE, 97, 0), *worked(BEFORE, 97, 0, "web")]
    told = found(world(committed(25, BO), daily=both))
    assert [(each.team, each.owner) for each in told] == [("web", ANA)]
    assert [each.team for each in found(world(committed(25, "dee@acme.test"), daily=both))] == ["pay"]
    assert [each.team for each in found(world(committed(25, ANA, BO), daily=both))] == [None]
    assert found(world(said(25, author="cy@acme.test"), owners=("cy@acme.test",))) == [], "of no team"


def test_an_unkept_agreement_tells_what_was_asked_answered_and_done() -> None:
    (one,) = found(world(said(25), said(22), now=0.31))
    assert one.summary == (
        "O-1 (Grow) should get 60% and not 30% of the effort; it was answered on 23 May 2026, "
        "and team pay went from 30% to 31% of its effort"
    )
    assert (one.severity, one.owner, one.team, one.since.date()) == ("warning", ANA, "pay", day(25))
    assert one.evidence["answered"] == {"day": day(25).isoformat(), "place": "Check-ins!A2"}
    assert one.evidence["shares"] == {"pay": {"before": 0.3, "now": 0.31}}


def test_settings_move_the_thresholds() -> None:
    assert found(world(said(8)), answer_days=22) != []
    assert found(world(said(25), now=0.35), moved_share=0.06) != []
    assert found(world(said(18), changed=18), after_days=18) != []
    assert found(world(said(25)), min_person_days=57) == []


def test_an_objective_without_a_target_share_is_asked_for_nothing() -> None:
    given = world(said(25, subject="O-7"))
    other = GoalFact(goal=goal("O-7", level="objective"), owners=(ANA,))
    assert found(replace(given, goals=(*given.goals, other)), asked_share=0) == []
