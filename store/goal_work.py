"""The items that serve one goal, a page at a time, and what linked them: now, or as they stood at a moment of the past."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from msgspec import Struct
from sqlalchemy import Connection, text

from core.links import Via
from core.records import Category
from core.times import millis, moment
from store.audience import told_title
from store.item_team import OWNERS, TEAM

PAGE = 25


class Work(Struct, frozen=True, kw_only=True):
    """An item that serves the goal; `share` is the part of it that does, `rule` the one that linked it."""

    source: str
    key: str
    kind: str
    title: str
    url: str
    status: str
    category: Category
    since: datetime
    due: str | None
    team: str | None
    share: float
    via: Via
    rule: str | None

    @property
    def name(self) -> str:
        return f"{self.source}:{self.key}"


class Feed(Struct, frozen=True):
    """How many items came to the goal this way, by this rule if it was one."""

    via: Via
    rule: str | None
    items: int


class Cursor(NamedTuple):
    """Where a page ended: the rank of the category, since when (milliseconds), and the number of the item."""

    rank: int = -1
    since: int = 0
    id: int = 0

    def __str__(self) -> str:
        return f"{self.rank}.{self.since}.{self.id}"

    @classmethod
    def of(cls, words: str) -> "Cursor":
        """ValueError for what is none."""
        return cls(*map(int, words.split("."))) if words else cls()


FIRST = Cursor()


def work(
    tx: Connection, goal: str, at: datetime | None, after: Cursor = FIRST, limit: int = PAGE
) -> tuple[Sequence[Work], Cursor | None]:
    """What is in work first, then to do, then done, what was begun last first; and where the next page begins."""
    named = {"goal": goal, "limit": limit + 1, **after._asdict(), "at": at and millis(at)}
    rows = tx.execute(text(f"{_served(at)} {_WORK}"), named).all()
    more = Cursor(*(rows[limit - 1][-3:])) if len(rows) > limit else None
    return [_work(row) for row in rows[:limit]], more


def feeds(tx: Connection, goal: str, at: datetime | None) -> Sequence[Feed]:
    """Most items first."""
    rows = tx.execute(text(f"{_served(at)} {_FEEDS}"), {"goal": goal, "at": at and millis(at)})
    return [Feed(*row) for row in rows]


def _work(row: Any) -> Work:
    told = {name: getattr(row, name) for name in Work.__struct_fields__}
    return Work(**{**told, "since": moment(row.since)})


def _served(at: datetime | None) -> str:
    return f"WITH served AS ({_NOW if at is None else _THEN})"


_LINK = "l.share, l.via, l.rule"
_ITEM = f"i.id, i.source, i.key, i.kind, i.container, {told_title()} AS title, i.url"
_NOW = f"""
SELECT {_ITEM}, i.status, i.category, i.category_since AS since, i.due, i.assignee, {_LINK}
FROM links l JOIN items i ON i.id = l.item_id
WHERE l.goal = :goal AND l.valid_to IS NULL AND l.position >= 0 AND i.gone_at IS NULL AND i.kind <> 'thread'
"""
# what has not changed since then stands as it stands now, with what other places say of it
_STILL = "v.valid_to IS NULL AND i.category_since <= :at"
_THEN = f"""
SELECT {_ITEM}, CASE WHEN {_STILL} THEN i.status ELSE v.status END AS status,
    CASE WHEN {_STILL} THEN i.category ELSE v.category END AS category,
    CASE WHEN {_STILL} THEN i.category_since ELSE v.valid_from END AS since,
    CASE WHEN {_STILL} THEN i.due ELSE v.due END AS due, CASE WHEN {_STILL} THEN i.assignee ELSE v.assignee END AS assignee,
    {_LINK}
FROM links l JOIN items i ON i.id = l.item_id
JOIN item_versions v ON v.item_id = i.id AND v.valid_from <= :at AND (v.valid_to IS NULL OR v.valid_to > :at)
WHERE l.goal = :goal AND l.valid_from <= :at AND (l.valid_to IS NULL OR l.valid_to > :at) AND l.position >= 0
    AND (i.gone_at IS NULL OR i.gone_at > :at) AND i.kind <> 'thread'
"""
_WORK = f"""
, ranked AS (
    SELECT s.*, CASE s.category WHEN 'doing' THEN 0 WHEN 'todo' THEN 1 ELSE 2 END AS place FROM served s
), paged AS (
    SELECT * FROM ranked WHERE place > :rank OR place = :rank AND (since < :since OR since = :since AND id > :id)
    ORDER BY place, since DESC, id LIMIT :limit
)
SELECT i.source, i.key, i.kind, i.title, i.url, i.status, i.category, i.due, {TEAM} AS team, i.share, i.via, i.rule,
    i.place, i.since, i.id
FROM paged i {OWNERS} ORDER BY i.place, i.since DESC, i.id
"""
_FEEDS = "SELECT via, rule, count(*) AS items FROM served GROUP BY via, rule ORDER BY items DESC, via, rule"
