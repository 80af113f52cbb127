"""Grades out of the history that the hub keeps."""

from datetime import date, timedelta

from core.records import Reading
from scheduler.grading import graded
from store import Store
from tests.store.samples import DAY, NOW, OKRS, finish, goal, pull

LAST = NOW.date() + timedelta(days=10)


def reading(day: date, value: float) -> Reading:
    return Reading(source="sheets", id=f"KR-1/{day}", subject="KR-1", at=day, place="Check-ins!A2", value=value)


def test_a_grade_stays_when_rows_change_and_go(store: Store) -> None:
    row = goal(
        "KR-1",
        level="key_result",
        start=0.0,
        target=100.0,
        current=20.0,
        effective_from=date(2026, 1, 1),
        effective_to=LAST,
    )
    pull(store, row, reading(LAST, 60.0), reading(LAST + timedelta(days=9), 100.0), stream=OKRS)
    with store.read() as tx:
        assert graded(tx, NOW) == []
        (first,) = graded(tx, NOW + 12 * DAY)
        assert (first.score, first.band, first.final) == (0.6, "progress", False)
        (kept,) = graded(tx, NOW + 30 * DAY)
        assert (kept.score, kept.final, kept.carried) == (0.6, True, None)
    for hours in (0, 2):
        pull(store, goal("O-9"), stream=OKRS, now=NOW + 31 * DAY + timedelta(hours=hours))
        finish(store, OKRS, NOW + 31 * DAY + timedelta(hours=hours))
    with store.read() as tx:
        (gone,) = graded(tx, NOW + 32 * DAY)
        assert (gone.score, gone.final) == (0.6, True)
