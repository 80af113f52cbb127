"""Effort and finished work out of the history of links, by queries of their own: what kept rows must agree with."""

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import Connection, text

from core.facts import DailyEffort, MethodCoverage
from core.times import DAY, millis, moment
from store.effort import ROUNDED, SHARED, WORKED
from store.item_data import number
from store.item_team import TEAM

_LINKED = """
LEFT JOIN links l ON l.item_id = s.id AND l.position >= 0 AND l.valid_from <= :end
    AND (l.valid_to IS NULL OR l.valid_to > :end)
WHERE s.team IS NOT NULL AND (l.item_id IS NULL OR l.goal IS NOT NULL) GROUP BY s.day, s.team, l.goal
"""
_SUM = "CAST(sum(s.amount * coalesce(l.share, 1)) AS DOUBLE PRECISION) AS amount"
_PERSON_DAYS = f"""{SHARED}
SELECT s.day, s.team, l.goal, {_SUM.replace("s.amount", "s.share")} FROM shared s {_LINKED}
"""
_HOURS = f"""
WITH logged AS (SELECT n.at / {DAY} AS day, i.id, {TEAM} AS team, n.hours AS amount {WORKED} AND n.hours IS NOT NULL)
SELECT s.day, s.team, l.goal, {_SUM} FROM logged s {_LINKED}
"""
_DONE = f"""
done AS (
    SELECT i.category_since / {DAY} AS day, i.id, {TEAM} AS team, POINTS AS amount,
        EXISTS (SELECT 1 FROM activities n WHERE n.source = i.source AND n.item_key = i.key AND n.hours IS NOT NULL) AS logged
    FROM items i
    LEFT JOIN accounts a ON a.source = i.source AND a.id = i.assignee
    LEFT JOIN people p ON p.person = a.person
    LEFT JOIN team_containers c ON c.source = i.source AND c.container = i.container
    WHERE i.kind <> 'thread' AND (i.gone_at IS NULL OR i.gone_at > :end) AND i.category = 'done' AND i.category_since >= :start
        AND i.category_since < :end
)
"""
_POINTS = f"WITH {_DONE} SELECT s.day, s.team, l.goal, {_SUM} FROM done s {_LINKED}".replace(
    "WHERE s.team", "WHERE s.amount IS NOT NULL AND s.team"
)
_COVERAGE = f"""
WITH {_DONE}
SELECT team, count(*) AS done, sum(CASE WHEN logged THEN 1 ELSE 0 END) AS with_hours, count(amount) AS with_points
FROM done WHERE team IS NOT NULL GROUP BY team ORDER BY team
"""


def daily_effort(tx: Connection, as_of: datetime, days: int) -> tuple[DailyEffort, ...]:
    """The effort of the trailing `days` days by day, team and goal, with the links that stood at `as_of`."""
    rows: dict[tuple[int, str, str | None], dict[str, float]] = defaultdict(dict)
    measures = {"person_days": _PERSON_DAYS, "hours": _HOURS, "points": _by_dialect(tx, _POINTS)}
    for measure, query in measures.items():
        for row in tx.execute(text(query), _window(as_of, days)):
            rows[row.day, row.team, row.goal][measure] = round(row.amount, ROUNDED)
    ordered = sorted(rows, key=lambda key: (key[0], key[1], key[2] or ""))
    return tuple(
        DailyEffort(day=_day(day * DAY), team=team, goal=goal, **rows[day, team, goal]) for day, team, goal in ordered
    )


def method_coverage(tx: Connection, as_of: datetime, days: int) -> tuple[MethodCoverage, ...]:
    """How much of what each team finished in the trailing `days` days has worklogs and story points."""
    query = text(_by_dialect(tx, _COVERAGE))
    return tuple(MethodCoverage(*row) for row in tx.execute(query, _window(as_of, days)))


def _by_dialect(tx: Connection, query: str) -> str:
    return query.replace("POINTS", number(tx.dialect.name, "points"))


def _window(as_of: datetime, days: int) -> dict[str, int]:
    """Whole UTC days, the last of them that of `as_of`."""
    end = millis(as_of)
    return {"start": (end // DAY - days + 1) * DAY, "end": end}


def _day(at: int) -> date:
    return moment(at).date()
