"""The past under the names of the present: temporary tables and views that stand before the real ones for one transaction,
so that the statements that tell of now tell of then. Beneath reports of a past day; `Store.as_of` opens it.

Items stood as their history tells (status, category, assignee, due date, parent), and all else of them is as it is now.
Links, goals and rules are those of then, activities those up to then, and so are statements that have a day of their own;
targets and metrics are those of now, and so are people and teams. Of the hub's own state (streams, what it could not read)
no past is kept: there is none.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from msgspec import Struct
from msgspec.json import Decoder
from sqlalchemy import Connection, text

from core.journey import Standing, Step, stood
from core.times import MILLISECOND, millis, moment
from store import kept
from store.bulk import batches, put
from store.goals import GOAL

ROWS = 5_000  # read at a time
OF_NOW = frozenset(
    {"accounts", "people", "teams", "team_containers", "facets", "item_names", "item_refs", "manual_links", "disputes"}
    | {"pending", "findings", "intents", "audit"}
)
"""Tables that tell of now in the past too."""


class Past:
    """One transaction that tells of a moment. `base` is the schema of the real tables."""

    def __init__(self, tx: Connection, at: datetime) -> None:
        self._tx = tx
        self._at = millis(at)
        self._day = (at - MILLISECOND).date().isoformat()
        self._base = "main" if tx.dialect.name == "sqlite" else tx.scalar(text("SELECT quote_ident(current_schema())"))

    def stand_in(self) -> None:
        """Nothing can be written afterwards, and nothing stays of it when the transaction is undone."""
        intervals = f"valid_from <= {self._at}"
        self._items()
        self._stored("links", intervals, valid_to=self._by_then("valid_to"))
        self._run(*_LINKS)
        self._goals()
        for table in ("item_versions", "goal_versions", "rules"):
            self._shown(table, intervals, valid_to=self._by_then("valid_to"))
        self._shown("activities", f"at <= {self._at}")
        dated = f"kind NOT IN ('reading', 'decision') OR at <= '{self._day}'"
        self._shown("statements", dated, gone_at=self._by_then("gone_at"))
        for table in ("streams", "quarantine"):
            self._shown(table, "false")
        self._count("items_then", "links", "goals")
        self._kept()
        self._count(*KEPT)
        self._run(_CLOSE[self._tx.dialect.name])

    def _kept(self) -> None:
        """What facts are read from is made of what stood then; `meta` says of which day it is."""
        self._stored("meta", "true")
        for table in ("unjudged", *KEPT):
            self._stored(table, "false")
        keys = {"meta": "key", **KEPT}
        self._run(*(f"CREATE UNIQUE INDEX {table}_then ON {table} ({key})" for table, key in keys.items()))
        kept.rebuild(self._tx, moment(self._at))

    def _count(self, *tables: str) -> None:
        """PostgreSQL does not look at temporary tables by itself, and takes them for small."""
        if self._tx.dialect.name == "postgresql":
            self._run(f"ANALYZE {', '.join(tables)}")

    def _by_then(self, column: str) -> str:
        return f"CASE WHEN {column} <= {self._at} THEN {column} END"

    def _shown(self, table: str, where: str, **instead: str) -> None:
        self._run(f"CREATE TEMPORARY VIEW {table} AS {self._selected(table, where, instead)}")

    def _stored(self, table: str, where: str, **instead: str) -> None:
        """Where a view would keep a planner from the indexes."""
        self._run(f"CREATE TEMPORARY TABLE {table} AS {self._selected(table, where, instead)}")

    def _selected(self, table: str, where: str, instead: dict[str, str]) -> str:
        real = f"{self._base}.{table}"
        columns = self._tx.execute(text(f"SELECT * FROM {real} LIMIT 0")).keys()
        told = (f"{instead[name]} AS {name}" if name in instead else name for name in columns)
        return f"SELECT {', '.join(told)} FROM {real} WHERE {where}"

    def _run(self, *statements: str) -> None:
        for statement in statements:
            self._tx.exec_driver_sql(statement.format(base=self._base, at=self._at))

    def _items(self) -> None:
        self._run(*_ITEM_TABLES)
        for part in batches(self._standings()):
            put(self._tx, "standings_then", ("id", *Standing._fields), part, ("id",))
        self._run(*_ITEMS)

    def _standings(self) -> Iterator[tuple[Any, ...]]:
        """How items stood that have changed since."""
        rows = self._tx.execute(
            text(_CHANGED.format(base=self._base)).execution_options(yield_per=ROWS), {"at": self._at}
        )
        for item_id, group in groupby(rows, lambda row: row.id):
            history = list(group)
            steps, now = [Step(*row[:5]) for row in history], Standing(*history[0][5:8])
            if then := stood(steps, now, self._at):
                yield (item_id, *then)

    def _goals(self) -> None:
        self._stored("goals", "false")
        rows = self._tx.execute(text(_GOALS.format(base=self._base)), {"at": self._at})
        then = [_goal(list(versions), self._at) for _, versions in groupby(rows, lambda row: row.key)]
        put(self._tx, "goals", GOAL, then, ("key",))
        self._run("CREATE UNIQUE INDEX goals_then ON goals (key)")


def known_since(tx: Connection) -> datetime | None:
    """The moment from which on the hub knows goals, rules and streams, None if it knows none. Asked of a transaction of now."""
    first: int | None = tx.execute(text(_FIRST)).scalar()
    return None if first is None else moment(first)


class _Version(Struct):
    item: str | None = None
    closed: bool = False
    superseded_by: str | None = None

    @property
    def over(self) -> bool:
        return self.closed or self.superseded_by is not None


_VERSION = Decoder(_Version).decode


def _goal(versions: Sequence[Any], at: int) -> tuple[Any, ...]:
    """The row of a goal as it was, out of its versions up to then."""
    last, told = versions[-1], [_VERSION(row.was) for row in versions]
    item = last.item if _VERSION(last.data).item == told[-1].item else told[-1].item
    gone_at = last.valid_to if last.valid_to and last.valid_to <= at else None
    changed = {"item": item, "ended_at": _ended_at(versions, told, at), "gone_at": gone_at, "data": last.was}
    return tuple(changed[name] if name in changed else getattr(last, name) for name in GOAL)


def _ended_at(versions: Sequence[Any], told: Sequence[_Version], at: int) -> int | None:
    """What is over now since before then was over all the time; else the versions tell."""
    known: int | None = versions[-1].ended_at
    if not told[-1].over or (known and known <= at):
        return known if told[-1].over else None
    begun = next((n for n in range(len(told), 0, -1) if not told[n - 1].over), 0)
    return int(versions[begun].valid_from)


_FIRST = """
SELECT min(at) FROM (
    SELECT min(valid_from) AS at FROM goal_versions
    UNION ALL SELECT min(valid_from) FROM rules UNION ALL SELECT min(since) FROM streams
) AS firsts
"""
_CHANGED = """
SELECT v.valid_from, v.status, v.category, v.assignee, v.due, i.status AS now_status, i.category AS now_category,
    i.category_since, i.id
FROM {base}.items i JOIN {base}.item_versions v ON v.item_id = i.id
WHERE i.created_at <= :at AND (i.category_since > :at OR EXISTS (
    SELECT 1 FROM {base}.item_versions w WHERE w.item_id = i.id AND w.valid_from > :at
))
ORDER BY i.id, v.valid_from
"""
_GOALS = """
SELECT g.*, v.valid_from, v.valid_to, v.data AS was FROM {base}.goals g JOIN {base}.goal_versions v ON v.goal = g.key
WHERE v.valid_from <= :at ORDER BY g.key, v.valid_from
"""
_ITEM_TABLES = (
    "CREATE TEMPORARY TABLE standings_then (id BIGINT PRIMARY KEY, status TEXT, category TEXT, since BIGINT)",
    """
    CREATE TEMPORARY TABLE items_then (
        id INTEGER PRIMARY KEY, source TEXT, key TEXT, kind TEXT, container TEXT, status TEXT, category TEXT,
        category_since BIGINT, assignee TEXT, parent_key TEXT, created_at BIGINT, updated_at BIGINT, done_at BIGINT, due TEXT,
        gone_at BIGINT, missing_since BIGINT
    )
    """,
)
# what has not changed since then stands as it stands now, with what other places say of it; long columns stay where they are
_ITEMS = (
    """
    INSERT INTO items_then
    SELECT i.id, i.source, i.key, i.kind, i.container, coalesce(s.status, i.status), coalesce(s.category, i.category),
        coalesce(s.since, i.category_since), CASE WHEN v.valid_to IS NULL THEN i.assignee ELSE v.assignee END,
        CASE WHEN v.valid_to IS NULL THEN i.parent_key ELSE v.parent END, i.created_at,
        CASE WHEN i.updated_at > {at} THEN v.valid_from ELSE i.updated_at END,
        CASE WHEN s.id IS NULL OR (s.category = 'done' AND i.done_at <= {at}) THEN i.done_at END,
        CASE WHEN v.valid_to IS NULL THEN i.due ELSE v.due END, CASE WHEN i.gone_at <= {at} THEN i.gone_at END,
        CASE WHEN i.missing_since <= {at} THEN i.missing_since END
    FROM {base}.items i
    JOIN {base}.item_versions v ON v.item_id = i.id AND v.valid_from <= {at} AND (v.valid_to IS NULL OR v.valid_to > {at})
    LEFT JOIN standings_then s ON s.id = i.id
    """,
    "CREATE INDEX items_then_by_key ON items_then (key, source)",
    "CREATE INDEX items_then_by_parent ON items_then (parent_key, source)",
    "CREATE INDEX items_then_by_category ON items_then (category, category_since)",
    "CREATE TEMPORARY VIEW items AS SELECT t.*, "
    + ", ".join(
        f"(SELECT i.{name} FROM {{base}}.items i WHERE i.id = t.id) AS {name}"
        for name in ("external_id", "title", "url", "stream", "text_until", "digest", "data", "base", "base_since")
    )
    + " FROM items_then t",
)
_LINKS = (
    "CREATE UNIQUE INDEX links_then ON links (item_id, position) WHERE valid_to IS NULL",
    "CREATE INDEX links_then_by_goal ON links (goal) WHERE valid_to IS NULL",
    "CREATE INDEX links_then_by_item ON links (item_id, valid_from)",
)
KEPT = {
    "goal_items": "goal, item_id",
    "goal_tallies": "goal, part, category, team",
    "finished": "item_id",
    "efforts": "day, team, goal, item_id, person",
}
_CLOSE = {"sqlite": "PRAGMA query_only = ON", "postgresql": "SET TRANSACTION READ ONLY"}
