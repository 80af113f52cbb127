"""Effort by day, by each way of measuring it, and target shares over time, worked out by hand."""

from datetime import datetime

import pytest

from core.effort import Measured, divided, measured
from core.facts import DailyEffort, EffortFact, MethodCoverage, TargetShare
from core.links import Link
from store import Store, linking
from store.accounts import save_people
from store.efforts import daily_effort, method_coverage
from store.facts import facts
from store.links import save_links
from store.target_shares import target_shares
from tests.store.samples import DAY, NOW, OKRS, account, activity, goal, item, pull
from tests.store.test_facts import PEOPLE, link

TODAY = NOW.date()


def effort(store: Store, now: datetime = NOW, days: int = 7) -> tuple[DailyEffort, ...]:
    with store.as_of(now) as tx:
        return daily_effort(tx, now, days)


def targets(store: Store, now: datetime = NOW) -> tuple[TargetShare, ...]:
    with store.read() as tx:
        return target_shares(tx, now)


def staff(store: Store) -> None:
    with store.write() as tx:
        save_people(tx, PEOPLE)


def served(key: str, goal: str, share: float = 1.0) -> Link:
    return Link(source="jira", item=key, goal=goal, via="rule", rule="r", share=share)


def save(store: Store, *links: Link, now: datetime = NOW) -> None:
    with store.write() as tx:
        covered = [each.id for part in linking.to_link(tx, everything=True) for each in part]
        save_links(tx, links, covered, now)


def test_days_teams_and_goals_are_kept_apart_and_divided_items_too(store: Store) -> None:
    pull(
        store,
        *(account("ana"), item(1), item(2), item(3)),
        *(activity(1, "PAY-1", at=NOW), activity(2, "PAY-2", at=NOW), activity(3, "PAY-1", at=NOW - DAY)),
        activity(4, "PAY-3", actor="bo", at=NOW - DAY),
        activity(5, "PAY-1", at=NOW - 6 * DAY),
        activity(6, "PAY-1", at=NOW - 7 * DAY),
    )
    staff(store)
    save(store, served("PAY-1", "O-1", 0.75), served("PAY-1", "O-2", 0.25), served("PAY-2", "O-2"))
    now, before, first = TODAY, TODAY - DAY, TODAY - 6 * DAY
    assert effort(store, NOW + DAY / 1000, 7) == (
        DailyEffort(day=first, team="core", goal="O-1", person_days=0.75),
        DailyEffort(day=first, team="core", goal="O-2", person_days=0.25),
        DailyEffort(day=before, team="core", goal="O-1", person_days=0.75),
        DailyEffort(day=before, team="core", goal="O-2", person_days=0.25),
        DailyEffort(day=before, team="web", goal=None, person_days=1.0),
        DailyEffort(day=now, team="core", goal="O-1", person_days=0.375),
        DailyEffort(day=now, team="core", goal="O-2", person_days=0.625),
    )


def test_links_are_those_of_the_moment_asked_for(store: Store) -> None:
    pull(store, item(1), activity(1, "PAY-1", at=NOW - 2 * DAY))
    staff(store)
    save(store, served("PAY-1", "O-1"))
    save(store, served("PAY-1", "O-2"), now=NOW + 2 * DAY)
    assert [row.goal for row in effort(store, NOW - DAY)] == [None]
    assert [row.goal for row in effort(store, NOW + DAY)] == ["O-1"]
    assert [row.goal for row in effort(store, NOW + 3 * DAY)] == ["O-2"]


def test_worklogs_and_points_are_told_beside_the_days(store: Store) -> None:
    done = {"category": "done", "status": "Done", "done_at": NOW - DAY}
    pull(
        store,
        *(
            item(1, points=5.0, **done),
            item(2, **done),
            item(3, points=8.0),
            item(4, kind="thread", points=1.0, **done),
        ),
        *(activity(1, "PAY-1", hours=2.5), activity(2, "PAY-1", hours=1.0), activity(3, "PAY-2", bot=True)),
        activity(4, "PAY-3", hours=4.0, actor="robot", bot=True),
    )
    staff(store)
    link(store, {1: "O-1"})
    day = (NOW - DAY).date()
    assert effort(store) == (DailyEffort(day=day, team="pay", goal="O-1", person_days=1.0, hours=3.5, points=5.0),)
    with store.read() as tx:
        assert daily_effort(tx, NOW, 7) == effort(store)
        assert method_coverage(tx, NOW, 7) == (MethodCoverage("pay", 2, 1, 1),)
        assert method_coverage(tx, NOW - 2 * DAY, 7) == ()


def test_daily_effort_adds_up_to_the_effort_of_the_window(store: Store) -> None:
    pull(
        store,
        *(item(number) for number in range(1, 7)),
        *(activity(n, f"PAY-{1 + n % 6}", actor=f"a{n % 3}", at=NOW - n * DAY / 3) for n in range(60)),
        goal("O-1", target_share=0.5),
    )
    staff(store)
    link(store, {1: "O-1", 2: "O-1", 3: None, 4: "O-2"})
    with store.read() as tx:
        seen = facts(tx, NOW + DAY / 1000)
    assert round(sum(row.person_days for row in seen.daily), 3) == round(sum(row.person_days for row in seen.effort), 3)
    assert {(row.team, row.goal) for row in seen.daily} == {(row.team, row.goal) for row in seen.effort}
    assert seen.workers == {"pay": 3}


def test_nothing_is_read_by_day_while_no_objective_has_a_target(store: Store) -> None:
    pull(store, item(1), activity(1, "PAY-1"), goal("O-1"), goal("KR-1", level="key_result", target_share=0.5))
    staff(store)
    with store.read() as tx:
        assert facts(tx, NOW).daily == ()


def test_a_target_holds_from_the_first_day_of_its_goal_or_from_ever(store: Store) -> None:
    first, last = TODAY - 30 * DAY, TODAY + 30 * DAY
    dated = goal("O-2", target_share=0.4, effective_from=first, effective_to=last)
    pull(store, goal("O-1", target_share=0.6), dated, goal("O-3"), stream=OKRS)
    pull(store, goal("O-4", target_share=0.1), stream=OKRS, now=NOW + 9 * DAY)
    assert targets(store, NOW + 9 * DAY) == (
        TargetShare("O-1", 0.6),
        TargetShare("O-2", 0.4, first, last),
        TargetShare("O-4", 0.1, TODAY + 9 * DAY),
    )
    assert [each.goal for each in targets(store, NOW)] == ["O-1", "O-2"]


def test_a_changed_target_holds_from_the_day_it_was_seen(store: Store) -> None:
    pull(store, goal("O-1", target_share=0.6), stream=OKRS)
    pull(store, goal("O-1", target_share=0.6, title="Only renamed"), stream=OKRS, now=NOW + 2 * DAY)
    pull(store, goal("O-1", target_share=0.5), stream=OKRS, now=NOW + 4 * DAY)
    pull(store, goal("O-1", target_share=0.3), stream=OKRS, now=NOW + 4 * DAY + DAY / 24)
    pull(store, goal("O-1", target_share=0.3, closed=True), stream=OKRS, now=NOW + 7 * DAY)
    at_first, then = TargetShare("O-1", 0.6, None, TODAY + 3 * DAY), TODAY + 4 * DAY
    assert targets(store, NOW + 9 * DAY) == (at_first, TargetShare("O-1", 0.3, then, TODAY + 6 * DAY))
    assert targets(store, NOW + 5 * DAY) == (at_first, TargetShare("O-1", 0.3, then))


@pytest.mark.parametrize(
    ("coverage", "told"),
    [
        ((10, 7, 0), "worklogs (70% of finished items have them)"),
        ((10, 6, 7), "story points (70% of finished items have them)"),
        ((10, 6, 6), "person-days"),
        ((0, 0, 0), "person-days"),
        ((10, 9, 9), "worklogs (90% of finished items have them)"),
    ],
)
def test_the_method_is_the_best_that_enough_finished_items_know(coverage: tuple[int, int, int], told: str) -> None:
    rows = [DailyEffort(day=TODAY, team="a", goal=None, person_days=1, hours=1, points=1)]
    assert str(measured(rows, [MethodCoverage("a", *coverage)])["a"]) == told


def test_a_method_without_any_number_measures_nothing() -> None:
    rows = [DailyEffort(day=TODAY, team="a", goal=None, person_days=1, points=3)]
    assert measured(rows, [MethodCoverage("a", 10, 10, 10)])["a"].method == "story points"
    assert measured(rows, []) == {"a": Measured()}


def test_a_method_divides_the_days_of_a_team_and_changes_no_total() -> None:
    rows = [
        DailyEffort(day=TODAY, team="a", goal="O-1", person_days=3, hours=2),
        DailyEffort(day=TODAY, team="a", goal=None, person_days=1, hours=6),
        DailyEffort(day=TODAY, team="b", goal="O-1", person_days=5, hours=9),
    ]
    days = [EffortFact("a", None, 1, 0), EffortFact("a", "O-1", 3, 0), EffortFact("b", "O-1", 5, 0)]
    assert list(divided(rows, {})) == days
    logged = [EffortFact("a", None, 3, 0), EffortFact("a", "O-1", 1, 0), EffortFact("b", "O-1", 5, 0)]
    assert list(divided(rows, {"a": Measured("worklogs")})) == logged
