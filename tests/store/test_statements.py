"""Targets, metrics, readings, decisions, groups and profiles are kept whole and found by what they are about."""

from datetime import date, timedelta

import pytest

from core.contract import Stream
from core.records import Decision, Group, Metric, Profile, Reading, Statement, Target
from store import Counts, Store, roster, statements
from store.facts import unread
from tests.store.samples import DAY, NOW, finish, goal, pull

TAB = Stream("goals", "OKRs", incremental=False, exhaustive=True)
ALL: list[Statement] = [
    Target(
        source="sheets",
        id="t",
        goal="KR-1",
        begin=date(2026, 1, 1),
        end=date(2026, 3, 31),
        value=4.5,
        place="Targets!A2",
    ),
    Metric(source="sheets", id="m", key="M-1", title="Time to pay", place="Metrics!A2", low=1.0, supports=("O-1",)),
    Reading(
        source="sheets", id="r", subject="KR-1", at=date(2026, 2, 3), place="Check-ins!A2", value=0.0, status="on track"
    ),
    Decision(
        source="sheets", id="d", at=date(2026, 2, 2), title="Drop cheques", place="Decisions!A2", goals=("O-1", "O-2")
    ),
    Group(source="jira", id="g", name="pay-devs", members=("ana", "bo")),
    Profile(
        source="sheets", id="p", email="Ana@example.com", place="People!A2", team="core", accounts=("github:ana-l",)
    ),
]


def reading(id_: str, day: int, subject: str = "KR-1") -> Reading:
    return Reading(source="sheets", id=id_, subject=subject, at=date(2026, 1, day), place=f"Check-ins!{id_}")


@pytest.mark.parametrize("statement", ALL, ids=lambda each: type(each).__name__)
def test_each_kind_comes_back_as_it_went_in(store: Store, statement: Statement) -> None:
    assert pull(store, *ALL) == Counts(read=6, statements=6)
    assert pull(store, *ALL) == Counts(read=6)
    with store.read() as tx:
        assert statements.of(tx, type(statement)) == [statement]


def test_readings_are_found_by_their_subject_oldest_first(store: Store) -> None:
    pull(store, reading("b", 9), reading("a", 9), reading("c", 2), reading("d", 1, "M-1"))
    with store.read() as tx:
        assert [each.id for each in statements.readings_of(tx, "KR-1")] == ["c", "a", "b"]
        assert [each.id for each in statements.of(tx, Reading)] == ["a", "b", "c", "d"]


def test_a_statement_is_gone_when_two_scans_an_hour_apart_agree(store: Store) -> None:
    for hours, left in ((0, 2), (1, 2), (1.5, 2), (2, 1)):
        now = NOW + hours * timedelta(hours=1)
        pull(store, reading("a", 1), *([reading("b", 2)] if not hours else ()), stream=TAB, now=now)
        finish(store, TAB, now)
        with store.read() as tx:
            assert len(statements.of(tx, Reading)) == left
    pull(store, reading("b", 2), stream=TAB)
    with store.read() as tx:
        assert len(statements.readings_of(tx, "KR-1")) == 2


def test_a_scan_that_shows_goals_but_no_statement_concludes_nothing_about_statements(store: Store) -> None:
    pull(store, reading("a", 1), stream=TAB)
    finish(store, TAB)
    for day in range(1, 4):
        pull(store, goal("O-1"), stream=TAB, now=NOW + day * DAY)
        finish(store, TAB, NOW + day * DAY)
    with store.read() as tx:
        assert len(statements.of(tx, Reading)) == 1


def test_statements_of_a_stream_that_is_not_read_any_more_go_but_stay_while_the_tool_is_off(store: Store) -> None:
    pull(store, reading("a", 1), stream=TAB)
    with store.write() as tx:
        roster.retire(tx, "sheets", [])
        assert len(statements.of(tx, Reading)) == 1
    pull(store, reading("a", 1), stream=TAB)
    with store.write() as tx:
        roster.retire(tx, "sheets", [Stream("goals", "Other")])
        assert statements.of(tx, Reading) == []


def test_what_no_database_can_keep_is_rejected_with_its_place(store: Store) -> None:
    assert pull(store, *ALL, Metric(source="sheets", id="x", key="M-2", title="\0", place="Metrics!A9")).rejected == 1
    with store.read() as tx:
        assert [each.key for each in statements.of(tx, Metric)] == ["M-1"]


def test_what_names_a_goal_that_nobody_has_is_told_by_its_place_once_there_are_goals(store: Store) -> None:
    slip = reading("9", 9, "KR-77")
    pull(store, *ALL, slip)
    with store.read() as tx:
        assert statements.strays(tx) == [], "no goal has been read yet, so all of them would be wrong"
    pull(store, goal("KR-1"), goal("O-1"), reading("8", 8, "M-1"))
    with store.read() as tx:
        told = {(row.place, row.reason.partition(",")[0]) for row in statements.strays(tx)}
        assert told == {("Check-ins!9", "names KR-77"), ("Decisions!A2", "names O-2")}
        assert {row.place for row in unread(tx)} == {"Check-ins!9", "Decisions!A2"}
    pull(store, goal("KR-77"), goal("O-2"))
    with store.read() as tx:
        assert statements.strays(tx) == []
