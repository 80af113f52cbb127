"""What judging is measured against: newest activity, work in progress and effort of goals, by one set-based query, in the hub's
own database or in DuckDB."""

import csv
import tempfile
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import Connection, text

from core.times import DAY, millis

DAYS = 28
_NEWEST = (
    'max((SELECT max(n."at") FROM activities n WHERE n.item_key = i.key AND n.source = i.source AND n.bot = false))'
)
_GOALS = f"""
WITH days AS (
    SELECT DISTINCT source, item_key, actor, "at" - "at" % {DAY} AS day FROM activities WHERE NOT bot AND "at" >= :start
), shared AS (
    SELECT source, item_key, 1.0 / count(*) OVER (PARTITION BY source, actor, day) AS share FROM days
), spent AS (
    SELECT source, item_key, sum(share) AS person_days FROM shared GROUP BY source, item_key
)
SELECT l.goal, {_NEWEST} AS newest, sum(CASE WHEN i.category = 'doing' THEN 1 ELSE 0 END) AS wip,
    sum(s.person_days * l.share) AS effort
FROM links l JOIN items i ON i.id = l.item_id
LEFT JOIN spent s ON s.source = i.source AND s.item_key = i.key
WHERE l.valid_to IS NULL AND l.position >= 0 AND i.gone_at IS NULL AND l.goal GOALS GROUP BY l.goal ORDER BY l.goal
"""
_COPIED = {
    "items": "id BIGINT, source VARCHAR, key VARCHAR, category VARCHAR, gone_at BIGINT",
    "links": "item_id BIGINT, goal VARCHAR, share DOUBLE, position INTEGER, valid_to BIGINT",
    "activities": 'source VARCHAR, item_key VARCHAR, actor VARCHAR, "at" BIGINT, bot BOOLEAN',
}
Database = Connection | duckdb.DuckDBPyConnection
Goals = list[tuple[str, int | None, int, float]]


def per_goal(tx: Database, now: datetime) -> Goals:
    """Of all goals: key, newest activity, items in progress, person-days."""
    return _goals(tx, _GOALS.replace("GOALS", "IS NOT NULL"), now)


def per_touched_goal(tx: Database, now: datetime, changed: Collection[int]) -> Goals:
    """Of the goals that these items (by number) serve."""
    numbers = ", ".join(map(str, changed))
    touched = f"SELECT goal FROM links WHERE valid_to IS NULL AND position >= 0 AND item_id IN ({numbers})"
    return _goals(tx, _GOALS.replace("GOALS", f"IN ({touched})"), now)


def _goals(tx: Database, query: str, now: datetime) -> Goals:
    """Rounded: databases add up in different orders."""
    start = millis(now) - DAYS * DAY
    rows: list[Any] = (
        list(tx.execute(text(query), {"start": start}))
        if isinstance(tx, Connection)
        else tx.execute(query.replace(":start", str(start))).fetchall()
    )
    return [(goal, newest, int(wip), round(float(effort or 0), 6)) for goal, newest, wip, effort in rows]


def copied(tx: Connection) -> duckdb.DuckDBPyConnection:
    """A database in memory with the columns that the query reads."""
    duck = duckdb.connect()
    with tempfile.TemporaryDirectory() as folder:
        for table, columns in _COPIED.items():
            duck.execute(f"CREATE TABLE {table} ({columns})")
            names, file = ", ".join(each.split()[0] for each in columns.split(", ")), Path(folder) / table
            with file.open("w", newline="") as rows:
                csv.writer(rows).writerows(map(tuple, tx.execute(text(f"SELECT {names} FROM {table}"))))
            duck.execute(f"COPY {table} FROM '{file}' (FORMAT csv, HEADER false)")
    return duck
