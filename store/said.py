"""What was asked and said of goals over time: by versions of their own rows, targets by period and readings beside them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.json import Decoder
from sqlalchemy import Connection, text

from core.facts import GoalFact
from core.measure import bounded
from core.records import Goal, Metric, Reading, Target
from core.series import running, series
from core.times import millis, moment
from store.statements import of


class _Version(Struct):
    current: float | None = None
    confidence: float | None = None
    declared: str = ""


_VERSION, _READING = Decoder(_Version).decode, Decoder(Reading).decode
_Row = list[tuple[datetime, _Version]]


def said(tx: Connection, at: datetime, goals: Mapping[str, Goal]) -> dict[str, GoalFact]:
    """By key, of each of these goals, with the range of its metric, as it was known at `at`; readings of a day after it only as
    far as their period runs.

    Readings from before a goal's first day belong to an earlier one of the same key.
    """
    rows, readings = _rows(tx, at), _readings(tx, goals)
    metrics = {metric.key: metric for metric in of(tx, Metric)}
    targets: dict[str, list[Target]] = defaultdict(list)
    for target in of(tx, Target):
        targets[target.goal].append(target)
    return {
        key: _said(bounded(goal, metrics.get(key)), rows.get(key, []), readings.get(key, []), targets.get(key, []), at)
        for key, goal in goals.items()
    }


def _said(goal: Goal, row: _Row, readings: list[Reading], targets: list[Target], at: datetime) -> GoalFact:
    first, today = goal.effective_from, at.date()
    own = [each for each in readings if first is None or each.at >= first]
    confidence = series([(at, version.confidence) for at, version in row], _told(own, "confidence"), today)
    values = list(_told(own, "value"))
    return GoalFact(
        goal=goal,
        values=series([(at, version.current) for at, version in row], values, today),
        running=running(values, today),
        targets=tuple(sorted(targets, key=lambda each: (each.end, each.begin))),
        confidence=confidence[-1][1] if confidence else None,
        statuses=series([(at, version.declared or None) for at, version in row], _told(own, "status"), today),
    )


def _told(readings: list[Reading], field: str) -> Iterator[tuple[date, Any]]:
    for each in readings:
        value = getattr(each, field)
        if value is not None and value != "":
            yield each.at, value


def _rows(tx: Connection, at: datetime) -> dict[str, _Row]:
    rows: dict[str, _Row] = defaultdict(list)
    for row in tx.execute(text(_VERSIONS), {"at": millis(at)}):
        rows[row.goal].append((moment(row.valid_from), _VERSION(row.data)))
    return rows


def _readings(tx: Connection, goals: Mapping[str, Goal]) -> dict[str, list[Reading]]:
    """Oldest first. A series may be long, so what is from before all periods is not read."""
    begins = [goal.effective_from for goal in goals.values() if goal.level in ("key_result", "kpi")]
    since = min((day for day in begins if day), default=date.min) if None not in begins else date.min
    found: dict[str, list[Reading]] = defaultdict(list)
    for data in tx.execute(text(_READINGS), {"since": since.isoformat()}).scalars():
        reading = _READING(data)
        found[reading.subject].append(reading)
    return found


_VERSIONS = "SELECT goal, valid_from, data FROM goal_versions WHERE valid_from <= :at ORDER BY goal, valid_from"
_READINGS = """
SELECT data FROM statements WHERE kind = 'reading' AND gone_at IS NULL AND at >= :since
    AND subject IN (SELECT key FROM goals)
ORDER BY subject, at, source, id
"""
