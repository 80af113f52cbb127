"""The mapping rules as they have stood, each version with its interval."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, text

from core.times import millis, moment
from store.audience import told_title
from store.bulk import put, run


class StoredRule(Struct, frozen=True):
    """A version of a rule: where it stands, and what it means, as JSON."""

    version: str
    place: str
    data: str


def rules_in_force(tx: Connection) -> dict[str, StoredRule]:
    """By id."""
    rows = tx.execute(text("SELECT rule, version, place, data FROM rules WHERE valid_to IS NULL"))
    return {row.rule: StoredRule(row.version, row.place, row.data) for row in rows}


def rules_at(tx: Connection, at: int) -> dict[str, StoredRule]:
    """Those in force at a moment (UTC milliseconds), by id."""
    rows = tx.execute(text(_AT), {"at": at})
    return {row.rule: StoredRule(row.version, row.place, row.data) for row in rows}


_AT = """
SELECT rule, version, place, data FROM rules WHERE valid_from <= :at AND (valid_to IS NULL OR valid_to > :at)
"""


def since(tx: Connection) -> dict[str, datetime]:
    """When each rule in force became what it is, by id."""
    rows = tx.execute(text("SELECT rule, valid_from FROM rules WHERE valid_to IS NULL"))
    return {rule: moment(begun) for rule, begun in rows}


def linked(tx: Connection) -> dict[str, int]:
    """How many items hold a link or reference that a rule gave, to them or to what they inherit from, by id."""
    return {row.rule: row.items for row in tx.execute(text(_LINKED))}


def samples(tx: Connection, rule: str, most: int) -> list[tuple[str, str, str]]:
    """Some of those: tool, key, and what it is called where others may read it."""
    return [tuple(row) for row in tx.execute(text(_SAMPLES), {"rule": rule, "most": most})]


_LINKED = """
SELECT rule, count(DISTINCT item_id) AS items FROM links WHERE valid_to IS NULL AND rule IS NOT NULL GROUP BY rule
"""
_SAMPLES = f"""
SELECT i.source, i."key", {told_title()} AS title FROM items i WHERE i.id IN (
    SELECT item_id FROM links WHERE valid_to IS NULL AND rule = :rule ORDER BY item_id DESC LIMIT :most
) ORDER BY i.id DESC
"""


def save_rules(tx: Connection, rules: Mapping[str, StoredRule], now: datetime) -> bool:
    """The rules from now on. True if one is new, edited or gone; what only moved within its file begins no new interval."""
    before = rules_in_force(tx)
    edited = {rule for rule, now_is in rules.items() if rule not in before or before[rule].version != now_is.version}
    gone = before.keys() - rules.keys()
    ended = [(millis(now), rule) for rule in (*gone, *(edited & before.keys()))]
    run(tx, "UPDATE rules SET valid_to = ? WHERE rule = ? AND valid_to IS NULL", ended)
    begun = [
        (rule, millis(now), None, each.version, each.place, each.data) for rule, each in rules.items() if rule in edited
    ]
    columns = ("rule", "valid_from", "valid_to", "version", "place", "data")
    put(tx, "rules", columns, begun, ("rule", "valid_from"), "replace")
    moved = [
        (each.place, each.data, rule) for rule, each in rules.items() if rule not in edited and before[rule] != each
    ]
    run(tx, "UPDATE rules SET place = ?, data = ? WHERE rule = ? AND valid_to IS NULL", moved)
    return bool(edited or gone)
