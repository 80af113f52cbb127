"""What stands beside the goals in the sheet: targets by period, what owners said from week to week, what was decided.

All tell the same story as the goals do, and take nothing from the company's dice.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from sandbox.company.rows import Row
from sandbox.sheets.values import Cell

TARGETS, CHECK_INS, DECISIONS, METRICS = "Targets", "Check-ins", "Decisions", "Metrics"
METRIC = ("ID", "Metric", "Better", "Supports", "Works against", "Date", "Value")
Cells = list[list[Cell]]


def targets(results: list[Row]) -> Cells:
    """For each key result the way to its target in halves."""
    return [["Goal", "From", "To", "Target"], *(line for row in results for line in _halves(row))]


def check_ins(results: list[Row], today: date) -> Cells:
    """The last three Mondays of each key result."""
    header: list[Cell] = ["Date", "Goal", "Value", "Confidence", "Status", "Note", "Author"]
    mondays = [today - timedelta(days=today.weekday() + 7 * week) for week in (2, 1, 0)]
    return [header, *(line for monday in mondays for row in results for line in _said(row, monday))]


def decisions(objectives: list[Row]) -> Cells:
    """Of each objective on its first day, what is not done for it."""
    return [["Date", "Decision", "Kind", "Goals", "Decided by"], *map(trade_off, objectives)]


def trade_off(row: Row) -> list[Cell]:
    owner = row.owners[0].email if row.owners else None
    return [row.begins, f"For {row.key} we let side projects wait", "Trade-off", row.key, owner]


def _halves(row: Row) -> Iterator[list[Cell]]:
    if row.start is None or row.target is None:
        return
    middle = row.begins + (row.ends - row.begins) / 2
    half = round((row.start + row.target) / 2, 2)
    yield [row.key, row.begins, middle, half]
    yield [row.key, middle + timedelta(days=1), row.ends, row.target]


def _said(row: Row, day: date) -> Iterator[list[Cell]]:
    value = row.current(day)
    if value is not None and day >= row.begins and row.owners:
        yield [day, row.key, value, row.confidence, row.status, None, row.owners[0].email]
