"""What finished items took, beside what had been estimated: medians by team and type, by set-based SQL."""

from datetime import datetime

from sqlalchemy import Connection, text

from core.facts import EstimateFact
from core.times import DAY, trailing_days
from store import kept
from store.kept.definitions import PICO

WORKING_HOURS = 8.0  # of a person-day


def estimates(tx: Connection, now: datetime, days: int) -> tuple[EstimateFact, ...]:
    """Of what was finished in the trailing `days` days. Without worklogs an item counts only if nobody touched it before that
    time, since all of its person-days must be known."""
    first, last = trailing_days(now, days)
    window = {"first": first, "last": last, "start": first * DAY}
    rows = tx.execute(text(f"{kept.reading(tx, first)} {_MEDIANS}"), window)
    facts = (
        EstimateFact(
            team=row.team, type=row.type, items=row.items, with_hours=row.with_hours, ratio=round(row.ratio, 4)
        )
        for row in rows
    )
    return tuple(sorted(facts, key=lambda fact: (fact.team, fact.type)))


_DONE = f"""
SELECT f.team, f.type, f.estimate,
    (SELECT sum(n.hours) FROM activities n WHERE n.item_key = i.key AND n.source = i.source AND n.hours > 0)
        / {WORKING_HOURS} AS logged,
    CASE WHEN (
        SELECT min(n.at) FROM activities n WHERE n.item_key = i.key AND n.source = i.source AND NOT n.bot
    ) >= :start THEN CAST(e.person_days AS DOUBLE PRECISION) / {PICO} END AS person_days
FROM finished f JOIN items i ON i.id = f.item_id
LEFT JOIN (
    SELECT item_id, sum(person_days) AS person_days FROM efforts WHERE day >= :first AND day <= :last GROUP BY item_id
) e ON e.item_id = f.item_id
WHERE f.day >= :first AND f.day <= :last AND f.estimate > 0
"""
_MEDIANS = f"""
SELECT team, type, items, with_hours, avg(ratio) AS ratio FROM (
    SELECT team, type, ratio, row_number() OVER (PARTITION BY team, type ORDER BY ratio) AS nth,
        count(*) OVER (PARTITION BY team, type) AS items, count(logged) OVER (PARTITION BY team, type) AS with_hours
    FROM (
        SELECT team, type, logged, coalesce(logged, person_days) / estimate AS ratio FROM ({_DONE}) AS done
        WHERE coalesce(logged, person_days) > 0
    ) AS taken
) AS ordered
WHERE nth IN ((items + 1) / 2, (items + 2) / 2) GROUP BY team, type, items, with_hours
"""
