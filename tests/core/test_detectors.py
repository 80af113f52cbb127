"""Each detector on both sides of each of its thresholds."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from core.detectors import (
    BY_ID,
    DETECTORS,
    allocation_drift,
    attention,
    blocked,
    bottleneck,
    contradictions,
    coordination_gap,
    deadlines,
    decision_rights,
    duplicate_effort,
    easy_wins,
    estimate_bias,
    fragmentation,
    hub_blind,
    judge,
    key_result_pace,
    metric_conflict,
    not_operational,
    outdated_work,
    ownership_gap,
    plan_decay,
    shifting_priorities,
    slow_shift,
    stale_initiative,
    starved_objective,
    unkept_agreement,
    unlinked_work,
    zombie_initiative,
)
from core.facts import EffortFact, Facts, GoalFact, PersonFact, RowFact, RuleFact, StreamFact
from core.findings import Observation
from core.reasons import reasons
from core.records import Target
from tests.core.worlds import NOW, ago, facts, goal, item, key_result

SOME = (GoalFact(goal=goal("O-1", level="objective")),)


def seen(detector: str, given: Facts) -> list[tuple[str, str]]:
    found = BY_ID[detector].judge(given, BY_ID[detector].settings())
    return [(observation.subject.key, observation.severity) for observation in found]


def one(detector: str, given: Facts) -> Observation:
    (observation,) = BY_ID[detector].judge(given, BY_ID[detector].settings())
    return observation


@pytest.mark.parametrize(("days", "expected"), [(0, 0), (2, 0), (3, 1), (5, 1)])
def test_unlinked_work_has_three_working_days_of_grace(days: int, expected: int) -> None:
    # since Monday (2 days ago) two working days have begun; since the weekend or Friday three
    assert len(seen("D1", facts(goals=SOME, unlinked=(item(since=ago(days)),)))) == expected


def test_nothing_is_unlinked_while_no_goal_is_known() -> None:
    lost = item(since=ago(30))
    assert seen("D1", facts(unlinked=(lost,), effort=(EffortFact("pay", None, 30, 9),))) == []
    assert len(seen("D1", facts(goals=SOME, unlinked=(lost,)))) == 1


def test_unlinked_work_that_is_done_is_told_at_once() -> None:
    assert seen("D1", facts(goals=SOME, unlinked=(item(since=ago(0), category="done"),))) == [("jira:PAY-1", "warning")]


@pytest.mark.parametrize(
    ("unlinked", "expected"), [(2.0, []), (2.01, ["warning"]), (4.0, ["warning"]), (4.01, ["critical"])]
)
def test_unlinked_share_of_a_team(unlinked: float, expected: list[str]) -> None:
    effort = (EffortFact("pay", None, unlinked, 4), EffortFact("pay", "O-1", 10 - unlinked, 5))
    assert [severity for _, severity in seen("D1", facts(goals=SOME, effort=effort))] == expected


def test_no_share_is_judged_on_too_little_evidence() -> None:
    few = (EffortFact("pay", None, 9.0, 3), EffortFact("pay", "O-1", 1.0, 4))
    assert seen("D1", facts(goals=SOME, effort=few)) == []


@pytest.mark.parametrize(
    ("idle", "expected"),
    [(3.9, []), (4, ["info"]), (13.9, ["info"]), (14, ["warning"]), (27.9, ["warning"]), (28, ["critical"])],
)
def test_stale_initiative_thresholds(idle: float, expected: list[str]) -> None:
    fact = GoalFact(goal=goal("PAY-1", level="initiative"), doing=True, last_activity=ago(idle))
    assert [severity for _, severity in seen("D2", facts(goals=(fact,)))] == expected


def test_stale_initiative_names_its_objective_and_only_owner() -> None:
    objective = GoalFact(goal=goal("O-1", level="objective"))
    epic = GoalFact(
        goal=goal("PAY-1", level="initiative", parent="KR-1"),
        doing=True,
        last_activity=ago(15),
        owners=("ana@acme.test",),
    )
    result = GoalFact(goal=goal("KR-1", parent="O-1"))
    found = one("D2", facts(goals=(objective, result, epic)))
    assert (found.goal, found.owner, found.since) == ("O-1", "ana@acme.test", ago(15))


@pytest.mark.parametrize("fact", [{"doing": False}, {"doing": True, "last_activity": None}])
def test_an_initiative_that_is_not_running_is_not_stale(fact: dict[str, object]) -> None:
    given = {"last_activity": ago(90), **fact}
    one_goal = GoalFact(goal=goal("PAY-1", level="initiative"), **given)  # type: ignore[arg-type]
    assert seen("D2", facts(goals=(one_goal,))) == []


@pytest.mark.parametrize(
    ("days_over", "spent", "expected"),
    [
        (13, 5.0, []),
        (14, 1.0, []),
        (14, 1.1, ["warning"]),
        (27, 9.0, ["warning"]),
        (28, 2.5, ["warning"]),
        (28, 2.6, ["critical"]),
    ],
)
def test_outdated_work_thresholds(days_over: int, spent: float, expected: list[str]) -> None:
    ended = GoalFact(goal=goal("O-9", level="objective"), ended=(NOW - timedelta(days=days_over)).date())
    given = facts(
        goals=(ended,),
        effort=(EffortFact("pay", "O-9", spent, 4), EffortFact("pay", "O-1", 10 - spent, 6)),
        outdated_effort=(EffortFact("pay", "O-9", spent, 4),),
        outdated=(item("jira:PAY-7", team="pay", goal="O-9"),),
    )
    assert [severity for _, severity in seen("D7", given)] == expected
    if expected:
        assert one("D7", given).evidence["items"] == ["jira:PAY-7"]


def test_outdated_work_counts_all_ended_goals_of_a_team_together() -> None:
    ended = [GoalFact(goal=goal(key, level="objective"), ended=ago(20).date()) for key in ("O-8", "O-9")]
    old = tuple(EffortFact("pay", key, 0.7, 4) for key in ("O-8", "O-9"))
    given = facts(goals=tuple(ended), effort=(*old, EffortFact("pay", "O-1", 8.6, 6)), outdated_effort=old)
    assert one("D7", given).evidence["goals"] == ["O-8", "O-9"]


FIRST, LAST = date(2026, 3, 10), date(2026, 9, 25)  # 200 days, the 100th is today


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (50, []),
        (49, ["info"]),
        (45, ["info"]),
        (44, ["warning"]),
        (25, ["warning"]),
        (24, ["critical"]),
        (-3, ["critical"]),
    ],
)
def test_pace_against_the_straight_line(current: float, expected: list[str]) -> None:
    assert [s for _, s in seen("D8", facts(goals=(key_result(current, first=FIRST, last=LAST),)))] == expected


def test_pace_knows_that_down_can_be_good() -> None:
    assert seen("D8", facts(goals=(key_result(50, first=FIRST, last=LAST, start=100, target=0),))) == []
    assert seen("D8", facts(goals=(key_result(90, first=FIRST, last=LAST, start=100, target=0),))) == [
        ("KR-1", "critical")
    ]


@pytest.mark.parametrize(("days", "expected"), [(28, 0), (29, 1)])
def test_pace_is_silent_in_the_first_15_percent(days: int, expected: int) -> None:
    first = (NOW - timedelta(days=days)).date()
    fact = key_result(0, first=first, last=first + timedelta(days=199))
    assert len(seen("D8", facts(goals=(fact,)))) == expected


def test_pace_says_since_when_and_where_it_will_end() -> None:
    fact = key_result(20, first=FIRST, last=LAST)
    values = tuple((ago(days), 20 - days) for days in (3, 2, 1, 0))
    found = one("D8", facts(goals=(GoalFact(goal=fact.goal, owners=fact.owners, values=values),)))
    assert found.since.date() == FIRST + timedelta(days=40)
    assert found.evidence["projected"] == pytest.approx(20 + (LAST - NOW.date()).days, abs=1)


@pytest.mark.parametrize(
    "given", [{"target": None}, {"start": 5.0, "target": 5.0}, {"current": None}, {"effective_to": None}]
)
def test_pace_says_nothing_without_numbers(given: dict[str, object]) -> None:
    whole: dict[str, object] = {
        "start": 0.0,
        "target": 9.0,
        "current": 0.0,
        "effective_from": FIRST,
        "effective_to": LAST,
    }
    assert seen("D8", facts(goals=(GoalFact(goal=goal(**{**whole, **given})),))) == []  # type: ignore[arg-type]


KEPT: dict[str, Any] = {"low": 10.0, "high": 20.0, "effective_from": FIRST, "effective_to": LAST}


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (20.0, []),
        (20.9, ["info"]),
        (21.1, ["warning"]),
        (24.9, ["warning"]),
        (25.1, ["critical"]),
        (10.0, []),
        (4.9, ["critical"]),
    ],
)
def test_pace_of_what_should_stay_in_range(current: float, expected: list[str]) -> None:
    assert [
        severity for _, severity in seen("D8", facts(goals=(GoalFact(goal=goal(current=current, **KEPT)),)))
    ] == expected


def test_out_of_range_says_so_since_when_and_with_which_bounds() -> None:
    values = tuple((ago(days), value) for days, value in ((30, 15.0), (9, 22.0), (2, 23.0)))
    found = one("D8", facts(goals=(GoalFact(goal=goal(current=23.0, **KEPT), values=values),)))
    assert found.summary == "KR-1 (Grow) is at 23, and should stay between 10 and 20"
    assert (found.since.date(), found.evidence["low"], found.evidence["high"]) == (ago(9).date(), 10.0, 20.0)


@pytest.mark.parametrize(
    ("bounds", "said"), [({"low": 30}, "at 30 or more"), ({"high": 20}, "at 20 or less"), (KEPT, "between 10 and 20")]
)
def test_a_range_is_told_by_the_bounds_it_has(bounds: dict[str, Any], said: str) -> None:
    given = {**KEPT, "low": None, "high": None, **bounds}
    found = one("D8", facts(goals=(GoalFact(goal=goal(current=23.0, **given)),)))
    assert found.says == f"is at 23, and should stay {said}"


def test_targets_by_period_are_told_and_kept_as_evidence() -> None:
    half = Target(
        source="sheets", id="t", goal="KR-1", begin=FIRST, end=FIRST + timedelta(days=99), value=10, place="Targets!C2"
    )
    on = key_result(10, first=FIRST, last=LAST)
    assert seen("D8", facts(goals=(replace(on, targets=(half,)),))) == []
    behind = replace(key_result(9, first=FIRST, last=LAST), targets=(half,))
    found = one("D8", facts(goals=(behind,)))
    assert found.says == "is at 9 on its way from 0 to 100, behind its targets by period"
    assert found.evidence["targets"] == {str(half.end): 10}
    assert found.severity == "info"
    assert found.since.date() == FIRST + timedelta(days=90)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"ended": (NOW - timedelta(days=1)).date()}, ["critical"]),
        ({}, []),
        ({"ended": (NOW - timedelta(days=9)).date()}, []),
        ({"ended": (NOW - timedelta(days=1)).date(), "closed": True}, []),
        ({"ended": (NOW - timedelta(days=1)).date(), "superseded_by": "KR-2"}, []),
        ({"ended": (NOW - timedelta(days=1)).date(), "current": 1.0}, []),
        ({"ended": (NOW - timedelta(days=1)).date(), "statuses": ((ago(1), "Done"),)}, []),
    ],
)
def test_a_milestone_that_was_not_reached_by_its_day(more: dict[str, Any], expected: list[str]) -> None:
    """Ended on another day, it is what stands above it that has ended."""
    told = {name: more.pop(name) for name in ("ended", "statuses") if name in more}
    last = (NOW - timedelta(days=1)).date()
    fact = GoalFact(goal=goal(measure="milestone", effective_to=last, **more), **told)
    assert [severity for _, severity in seen("D8", facts(goals=(fact,)))] == expected


ANA = "ana@acme.test"


@pytest.mark.parametrize(
    ("owners", "person", "gap"),
    [
        ((), None, "no owner"),
        ((ANA, "ben@acme.test"), None, "2 owners"),
        ((ANA,), PersonFact(ANA, False, ago(1)), "deactivated"),
        ((ANA,), PersonFact(ANA, True, ago(21.1)), "has an owner who is not seen in any tool any more"),
        ((ANA,), PersonFact(ANA, True, ago(21)), None),
        ((ANA,), PersonFact(ANA, True, None), None),
        ((ANA,), None, None),
    ],
)
def test_ownership_of_goals(owners: tuple[str, ...], person: PersonFact | None, gap: str | None) -> None:
    given = facts(goals=(GoalFact(goal=goal(), owners=owners),), people=(person,) if person else ())
    summaries = [found.summary for found in ownership_gap.judge(given, ownership_gap.Settings())]
    assert [gap in summary for summary in summaries if gap] == ([True] if gap else [])
    assert bool(summaries) == bool(gap)


def test_nobody_is_told_by_name_what_an_owner_does() -> None:
    silent = PersonFact(ANA, True, ago(30))
    [found] = ownership_gap.judge(
        facts(goals=(GoalFact(goal=goal(), owners=(ANA,)),), people=(silent,)), ownership_gap.Settings()
    )
    assert ANA not in f"{found.title} {found.says} {reasons(found.evidence)}"


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (GoalFact(goal=goal("S-1", level="strategy")), 0),
        (GoalFact(goal=goal("KPI-1", level="kpi")), 0),
        (GoalFact(goal=goal("O-1", level="objective")), 1),
        (GoalFact(goal=goal("PAY-1", level="initiative"), doing=False), 0),
        (GoalFact(goal=goal("PAY-1", level="initiative"), doing=True), 1),
        (GoalFact(goal=goal("O-1", level="objective"), ended=date(2026, 1, 1)), 0),
    ],
)
def test_ownership_is_asked_of_goals_that_run(fact: GoalFact, expected: int) -> None:
    assert len(seen("D12", facts(goals=(fact,)))) == expected


@pytest.mark.parametrize(("days", "expected"), [(1, 0), (2, 1)])
def test_unassigned_work_has_two_working_days(days: int, expected: int) -> None:
    assert len(seen("D12", facts(unassigned=(item(since=ago(days)),)))) == expected


def stream(
    late: float, error: str | None = None, doubt: str | None = None, *, failing: timedelta | None = None
) -> StreamFact:
    return StreamFact(
        connector="jira",
        stream="issues",
        container="PAY",
        last_success=ago(1),
        late_after=ago(late),
        error=error,
        error_since=None if failing is None else NOW - failing,
        doubt=doubt,
        doubt_since=ago(3) if doubt else None,
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (facts(streams=(stream(-0.1),)), []),
        (facts(streams=(stream(0.1),)), [("jira/issues/PAY", "warning")]),
        (facts(streams=(stream(-0.1, "token expired"),)), [("jira/issues/PAY", "critical")]),
        (
            facts(streams=(stream(-0.1, "503", failing=timedelta(minutes=29)),)),
            [("jira/issues/PAY", "warning")],
        ),
        (
            facts(streams=(stream(-0.1, "503", failing=timedelta(minutes=30)),)),
            [("jira/issues/PAY", "critical")],
        ),
        (facts(streams=(stream(-0.1, doubt="shows 3 of 90"),)), [("jira/issues/PAY", "warning")]),
        (facts(rules=(RuleFact("r", False, ago(14), "m.toml:3"),)), []),
        (facts(rules=(RuleFact("r", False, ago(14.1), "m.toml:3"),)), [("r", "warning")]),
        (facts(rules=(RuleFact("r", True, ago(99), "m.toml:3"),)), []),
        (facts(rows=(RowFact("sheets", "OKRs!K9", "not a number", NOW, False),)), [("sheets:OKRs!K9", "warning")]),
    ],
)
def test_hub_blind(given: Facts, expected: list[tuple[str, str]]) -> None:
    assert seen("D26", given) == expected


def test_an_empty_world_is_quiet_and_ids_are_unique() -> None:
    assert list(judge(facts(), {})) == []
    assert (
        len({detector.id for detector in DETECTORS})
        == len({detector.label for detector in DETECTORS})
        == len(DETECTORS)
    )


def test_settings_move_the_thresholds() -> None:
    fact = GoalFact(goal=goal("PAY-1", level="initiative"), doing=True, last_activity=ago(5))
    loud = {"D2": stale_initiative.Settings(at_risk_days=5)}
    assert [found.severity for found in judge(facts(goals=(fact,)), loud) if found.detector == "D2"] == ["warning"]


def test_every_summary_is_one_plain_sentence_without_ages() -> None:
    here = (
        deadlines,
        hub_blind,
        key_result_pace,
        not_operational,
        outdated_work,
        ownership_gap,
        stale_initiative,
        unlinked_work,
        zombie_initiative,
    )
    elsewhere = (  # each with a file of tests of its own
        starved_objective,
        allocation_drift,
        slow_shift,
        contradictions,
        estimate_bias,
        fragmentation,
        plan_decay,
        attention,
        duplicate_effort,
        blocked,
        bottleneck,
        coordination_gap,
        metric_conflict,
        easy_wins,
        decision_rights,
        shifting_priorities,
        unkept_agreement,
    )
    assert {module.DETECTOR for module in (*here, *elsewhere)} == set(DETECTORS)
    world = facts(unlinked=(item(since=ago(9)),), goals=(key_result(1, first=FIRST, last=LAST),), streams=(stream(1),))
    assert len(list(judge(world, {}))) == 3
    for found in judge(world, {}):
        assert "\n" not in found.summary
        assert " days ago" not in found.summary


def test_at_another_hour_of_the_day_the_same_is_told_of_the_same_world() -> None:
    effort = (EffortFact("pay", None, 50, 9), EffortFact("pay", "O-1", 50, 9))
    given = facts(goals=SOME, effort=effort)
    early = replace(given, as_of=NOW.replace(hour=6))
    (one,), (other,) = (judge(each, {}, (unlinked_work.DETECTOR,)) for each in (early, given))
    assert one == other
