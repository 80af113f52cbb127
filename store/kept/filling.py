"""Kept tables are filled, made anew where something changed, and stood in for where they are out of date."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from core.times import DAY, millis
from store.bulk import put
from store.flow import Work
from store.kept import definitions, journeys, tallies, titles
from store.kept.noting import forget
from store.kept.since import keep_since, kept_since

NEVER = 10**6  # a day so late that no effort is asked for
DAYS = 130  # of effort that are kept: more than any detector looks back
SLACK = 30  # days that may be kept beyond that, until they are thrown away
MOST = 5  # when more than one of so many items has changed, all is made anew: quicker, and simpler
COLUMNS = {
    "goal_items": "goal, item_id, part, category, team, since, newest",
    "goal_tallies": "goal, part, category, team, items, since, newest",
    "divided": "goals, category, items",
    "marks": "mark, what, item_id",
    "title_keys": "key, item_id, waits",
    "quotes": "ref, item_id, waits",
    "journeys": "item_id, source, container, told",
    "finished": "item_id, day, team, type, points, estimate, logged",
    "efforts": "day, team, goal, item_id, person, doing, person_days, hours, points",
}
IN_PYTHON = ("title_keys", "journeys")  # are made; all others are queries


def refresh(tx: Connection, now: datetime) -> None:
    """Makes anew whatever rows are out of date. Inside a transaction that may write; costs what changed since the last time."""
    kept, today = kept_since(tx), millis(now) // DAY
    if kept is None or not _holds(kept, now) or _mostly_changed(tx):
        rebuild(tx, now)
        return
    if _changed(tx):
        _count(tx, "unjudged")
        _widen(tx)
        _make_anew(tx, kept, today)
    if journeys.kept_of(tx) != today:
        _fill(tx, "journeys", kept, today)
        journeys.keep_of(tx, today)
    if kept < today - DAYS - SLACK:
        _throw_away(tx, today - DAYS)


def rebuild(tx: Connection, now: datetime) -> None:
    """Fills the kept tables from whatever `items`, `links`, `activities`, `goals`, `accounts`, `people` and `team_containers`
    the transaction sees, with effort of the last days before `now`.

    So it also works where temporary tables of these names stand for a moment of the past, if the tables in `COLUMNS`, `meta`
    and `unjudged` are temporary too. Without that it need not be called there: `reading` sees that the tables do not fit.
    """
    forget(tx)
    today = millis(now) // DAY
    for table in COLUMNS:
        _fill(tx, table, today - DAYS, today)
    _count(tx, *COLUMNS)
    keep_since(tx, today - DAYS)
    journeys.keep_of(tx, today)


def fresh(tx: Connection, now: datetime) -> bool:
    """Whether nothing has changed since the last time."""
    kept = kept_since(tx)
    today = millis(now) // DAY
    return kept is not None and _holds(kept, now) and journeys.kept_of(tx) == today and not _changed(tx)


def reading(tx: Connection, since: int = NEVER) -> str:
    """What to write before a query that reads kept tables, of effort from day `since` on: nothing while they are up to date,
    else queries of their names that work the same rows out."""
    kept = kept_since(tx)
    if kept is not None and kept <= since and not _changed(tx):
        return ""
    asked = (table for table in COLUMNS if table not in IN_PYTHON)
    return "WITH " + ", ".join(f"{table} AS ({_query(tx, table, since)})" for table in asked)


def may_be_alike(tx: Connection, since: int) -> list[list[int]]:
    """Groups of items (by number) whose titles may be alike; of those that wait, since that moment (milliseconds) or later."""
    return titles.groups(tx, since, kept=not reading(tx, since // DAY))


def works(tx: Connection, day: int) -> Iterator[Work]:
    """What flow counts, of the window that ends with this day; without what waited to be begun all the time."""
    return journeys.works(tx, day, kept=not reading(tx) and journeys.kept_of(tx) == day)


def _query(tx: Connection, table: str, since: int, *, some: bool = False) -> str:
    if table == "goal_items":
        return definitions.goal_items(some=some)
    if table == "goal_tallies":
        return definitions.TALLIES
    if table == "divided":
        return definitions.divided(tx.dialect.name, some=some)
    if table == "marks":
        return definitions.marks(some=some)
    if table == "quotes":
        return definitions.quotes(since * DAY, some=some)
    if table == "finished":
        return definitions.finished(tx.dialect.name, since, some=some)
    return definitions.efforts(since, some=some)


def _fill(tx: Connection, table: str, since: int, today: int, *, some: bool = False) -> None:
    """In the place of what is there."""
    tx.execute(text(f"DELETE FROM {table}{' WHERE item_id IN (SELECT item_id FROM unjudged)' if some else ''}"))
    if table in IN_PYTHON:
        put(tx, table, tuple(COLUMNS[table].split(", ")), _made(tx, table, since, today, some), ())
    else:
        _insert(tx, table, _query(tx, table, since, some=some))


def _made(tx: Connection, table: str, since: int, today: int, some: bool) -> Sequence[tuple[Any, ...]]:
    if table == "title_keys":
        return sorted(titles.rows(tx, since * DAY, some=some))
    return list(journeys.rows(tx, today, some=some))


def _insert(tx: Connection, table: str, query: str) -> None:
    """PostgreSQL wants to know where a query ends that begins with WITH; SQLite, that no join does."""
    tx.execute(
        text(
            f"INSERT INTO {table} ({COLUMNS[table]}) SELECT {COLUMNS[table]} FROM ({query}) AS made WHERE true "
            "ON CONFLICT DO NOTHING"
        )
    )


def _count(tx: Connection, *tables: str) -> None:
    """PostgreSQL looks at tables by itself only minutes after they were filled, and plans for what was in them before."""
    if tx.dialect.name == "postgresql":
        tx.execute(text(f"ANALYZE {', '.join(tables)}"))


def _holds(since: int, now: datetime) -> bool:
    """Whether enough days of effort are kept."""
    return since <= millis(now) // DAY - DAYS + SLACK


def _changed(tx: Connection) -> bool:
    return tx.execute(text("SELECT 1 FROM unjudged LIMIT 1")).first() is not None


def _mostly_changed(tx: Connection) -> bool:
    """The highest number is as many items as there ever were."""
    query = "SELECT (SELECT count(*) FROM unjudged) AS changed, (SELECT coalesce(max(id), 0) FROM items) AS items"
    row = tx.execute(text(query)).one()
    return bool(row.changed * MOST > row.items)


def _widen(tx: Connection) -> None:
    """Whatever hangs below what changed may count for other goals now."""
    tx.execute(text(_BELOW))


_BELOW = """
INSERT INTO unjudged
WITH RECURSIVE down(id) AS (
    SELECT item_id FROM unjudged
    UNION
    SELECT c.id FROM down JOIN items p ON p.id = down.id JOIN items c ON c.source = p.source AND c.parent_key = p.key
)
SELECT id FROM down WHERE true ON CONFLICT DO NOTHING
"""


def _make_anew(tx: Connection, since: int, today: int) -> None:
    tallies.take_off(tx)
    tx.execute(text(f"WITH {definitions.worked(since)} {_DAYS_OFF}"))
    for table in ("goal_items", "marks", "title_keys", "quotes", "journeys", "finished", "efforts"):
        _fill(tx, table, since, today, some=True)
    tallies.add(tx)
    tx.execute(text("DELETE FROM unjudged"))


_DAYS_OFF = """
DELETE FROM efforts WHERE (person, day) IN (
    SELECT coalesce(a.person, w.source || ':' || w.actor), w.day FROM worked w
    LEFT JOIN accounts a ON a.source = w.source AND a.id = w.actor
)
"""


def _throw_away(tx: Connection, since: int) -> None:
    for table in ("efforts", "finished"):
        tx.execute(text(f"DELETE FROM {table} WHERE day < :since"), {"since": since})
    for table in ("title_keys", "quotes"):
        tx.execute(text(f"DELETE FROM {table} WHERE waits < :since"), {"since": since * DAY})
    keep_since(tx, since)
