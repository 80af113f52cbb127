"""What is noted down when something changes that kept rows are made of. Nothing, while there are none yet."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text

from core.times import DAY
from store.bulk import among, put, run
from store.kept.since import keep_nothing, kept_since

_NOTE = "INSERT INTO unjudged SELECT {} ON CONFLICT DO NOTHING"
Standing = dict[
    tuple[str, str], tuple[str | None, bool, str | None]
]  # person, bot and team by source and id of the account


def changed(tx: Connection, ids: Iterable[int]) -> None:
    """These items, their links or what they hang below."""
    if _kept(tx):
        put(tx, "unjudged", ("item_id",), [(each,) for each in ids], ("item_id",), "ignore")


def named(tx: Connection, keys: Iterable[tuple[str, str]]) -> None:
    """What was done on the items of these names (source and key)."""
    if _kept(tx):
        run(tx, _NOTE.format("id FROM items WHERE source = ? AND key = ?"), sorted(set(keys)))


def headed(tx: Connection, keys: Iterable[tuple[str, str]]) -> None:
    """Which goals are items: what has these names (source and key), or hangs below it."""
    if heads := sorted(set(keys)):
        named(tx, heads)
        if _kept(tx):
            run(tx, _NOTE.format("id FROM items WHERE source = ? AND parent_key = ?"), heads)


def buried(tx: Connection, this: str, stones: Sequence[tuple[Any, ...]]) -> None:
    """Items that a query finds."""
    if _kept(tx):
        run(tx, _NOTE.format(f"id FROM items WHERE id = {this}"), stones)


def standing(tx: Connection) -> Standing:
    """Whose the accounts are. What changes of that is told to `moved`."""
    if not _kept(tx):
        return {}
    return {(row.source, row.id): (row.person, row.bot, row.team) for row in tx.execute(text(_STANDING))}


def moved(tx: Connection, before: Standing) -> None:
    """Whatever was done by the persons whose accounts or team are others now, and what is assigned to them."""
    after = standing(tx)
    if before == after:
        return
    differing = [each for each in before.keys() | after.keys() if before.get(each) != after.get(each)]
    persons = {those[each][0] for those in (before, after) for each in differing if each in those} - {None}
    theirs = [each for those in (before, after) for each, (person, _, _) in those.items() if person in persons]
    accounts = sorted({*differing, *theirs})
    done = "i.id FROM activities n JOIN items i ON i.source = n.source AND i.key = n.item_key WHERE NOT n.bot AND "
    run(tx, _NOTE.format(f"{done} n.source = ? AND n.actor = ?"), accounts)
    since = (kept_since(tx) or 0) * DAY
    changed(tx, [row.id for row in among(tx, _ASSIGNED, {name for _, name in accounts}, since=since)])


def forget(tx: Connection) -> None:
    """So much has changed that all is made anew."""
    keep_nothing(tx)
    tx.execute(text("DELETE FROM unjudged"))


def _kept(tx: Connection) -> bool:
    return kept_since(tx) is not None


_STANDING = """
SELECT accounts.source, accounts.id, accounts.person, accounts.bot, people.team
FROM accounts LEFT JOIN people ON people.person = accounts.person
"""
_ASSIGNED = """
SELECT id FROM items WHERE category = 'done' AND category_since >= :since AND assignee IN :values
UNION ALL
SELECT id FROM items WHERE category IN ('todo', 'doing') AND assignee IN :values
"""
