"""The past under the names of the present: temporary tables and views that stand before the real ones for one transaction,
so that the statements that tell of now tell of then. Beneath reports of a past day; `Store.as_of` opens it.

Items stood as their history tells (status, category, assignee, due date, parent), and all else of them is as it is now.
Links, goals and rules are those of then, activities those up to then, and so are statements that have a day of their own;
targets and metrics are those of now, and so are people and teams. Of the hub's own state (streams, what it could not read)
no past is kept: there is none.
"""

from datetime import datetime

from sqlalchemy import Connection, text

from core.journey import Standing
from core.times import MILLISECOND, millis, moment
from store import kept
from store.as_of import items
from store.as_of.goals import goals_then
from store.bulk import batches, put
from store.goals import GOAL

OF_NOW = frozenset(
    {"accounts", "people", "teams", "team_containers", "facets", "item_names", "item_refs", "manual_links", "disputes"}
    | {
        "pending",
        "findings",
        "intents",
        "audit",
        "handlings",
        "silences",
        "answers",
        "presses",
        "writes",
        "saved_plans",
        "held_edits",
        "orders",
        "duties",
        "deliveries",
        "users",
        "sessions",
        "tokens",
        "replies",
        "reports",
    }
)
"""Tables that tell of now in the past too."""
KEPT = {
    "goal_items": "goal, item_id",
    "goal_tallies": "goal, part, category, team",
    "divided": "goals, category",
    "marks": "mark, what, item_id",
    "title_keys": "key, item_id",
    "quotes": "ref, item_id",
    "journeys": "item_id",
    "finished": "item_id",
    "efforts": "day, team, goal, item_id, person",
}
"""Tables that are made anew out of the others, with their keys."""


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
        self._run(*items.TABLES)
        for part in batches(items.standings_then(self._tx, self._base, self._at)):
            put(self._tx, "standings_then", ("id", *Standing._fields), part, ("id",))
        self._run(*items.FILL)

    def _goals(self) -> None:
        self._stored("goals", "false")
        put(self._tx, "goals", GOAL, list(goals_then(self._tx, self._base, self._at)), ("key",))
        self._run("CREATE UNIQUE INDEX goals_then ON goals (key)")


def known_since(tx: Connection) -> datetime | None:
    """The moment from which on the hub knows goals, rules and streams, None if it knows none. Asked of a transaction of now."""
    first: int | None = tx.execute(text(_FIRST)).scalar()
    return None if first is None else moment(first)


_FIRST = """
SELECT min(at) FROM (
    SELECT min(valid_from) AS at FROM goal_versions
    UNION ALL SELECT min(valid_from) FROM rules UNION ALL SELECT min(since) FROM streams
) AS firsts
"""
_LINKS = (
    "CREATE UNIQUE INDEX links_then ON links (item_id, position) WHERE valid_to IS NULL",
    "CREATE INDEX links_then_by_goal ON links (goal) WHERE valid_to IS NULL",
    "CREATE INDEX links_then_by_item ON links (item_id, valid_from)",
)
_CLOSE = {"sqlite": "PRAGMA query_only = ON", "postgresql": "SET TRANSACTION READ ONLY"}
