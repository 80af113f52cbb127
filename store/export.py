"""Everything the hub knows as JSON lines that two hubs can be compared by.

Sorted by natural keys; without numbers of ours, moments of our clock, cursors or ids of runs.
"""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, text

# each: table, query, columns that order it
_TABLES = (
    (
        "items",
        "SELECT source, external_id, category_since, gone_at IS NOT NULL AS gone, data, base FROM items",
        "source external_id",
    ),
    (
        "item_versions",
        "SELECT i.source, i.external_id, v.valid_from, v.valid_to, v.status, v.category, v.assignee, v.due, v.parent "
        "FROM item_versions v JOIN items i ON i.id = v.item_id",
        "source external_id valid_from",
    ),
    ("activities", "SELECT * FROM activities", "source id"),
    (
        "facets",
        "SELECT source, external_id, origin, since, gone_at IS NOT NULL AS gone, data FROM facets",
        "source external_id origin",
    ),
    (
        "statements",
        "SELECT kind, source, id, subject, at, gone_at IS NOT NULL AS gone, data FROM statements",
        "kind source id",
    ),
    ("accounts", "SELECT * FROM accounts", "source id"),
    ("people", "SELECT * FROM people", "person"),
    ("teams", "SELECT * FROM teams", "name"),
    ("team_containers", "SELECT * FROM team_containers", "source container"),
    ("goals", "SELECT key, gone_at IS NOT NULL AS gone, ended_at IS NOT NULL AS ended, data FROM goals", "key"),
    ("quarantine", "SELECT source, place, reason, raw, lost FROM quarantine", "source place"),
    (
        "links",
        "SELECT i.source, i.external_id, l.position, l.goal, l.share, l.via, l.rule, l.version, l.actor, l.matched, l.origin, "
        "l.hops, l.confidence FROM links l JOIN items i ON i.id = l.item_id WHERE l.valid_to IS NULL",
        "source external_id position",
    ),
    (
        "manual_links",
        "SELECT i.source, i.external_id, m.position, m.goal, m.share, m.actor, m.reason, m.until "
        "FROM manual_links m JOIN items i ON i.id = m.item_id",
        "source external_id position",
    ),
    (
        "disputes",
        "SELECT i.source, i.external_id, d.goal, d.rule, d.actor, d.reason FROM disputes d JOIN items i ON i.id = d.item_id",
        "source external_id goal",
    ),
    ("rules", "SELECT rule, version FROM rules WHERE valid_to IS NULL", "rule"),
    (
        "findings",
        "SELECT detector, subject_kind, subject, severity, owner, goal, team, resolved_at IS NOT NULL AS resolved "
        "FROM findings",
        "detector subject_kind subject",
    ),
    (
        "handlings",
        "SELECT fingerprint, state, actor, reason, ends, severity, evidence, rule FROM handlings",
        "fingerprint",
    ),
    ("silences", "SELECT matchers, actor, reason FROM silences", "matchers actor reason"),
    ("intents", "SELECT tool, verb, place, topic, body, url, standing FROM intents", "tool verb place topic"),
)
_FLAGS = ("gone", "ended", "resolved", "bot", "active", "pulled", "lost")


def canonical(tx: Connection) -> Iterator[str]:
    """One line for each row, the same whatever the database and however the records came in."""
    for table, query, order in _TABLES:
        collation = ' COLLATE "C"' if tx.dialect.name == "postgresql" else ""
        columns = ", ".join(name if name in ("valid_from", "position") else name + collation for name in order.split())
        statement = text(f"SELECT * FROM ({query}) AS rows_of ORDER BY {columns}")
        for row in tx.execute(statement.execution_options(yield_per=1_000)).mappings():
            values = {name: bool(value) if name in _FLAGS else value for name, value in row.items()}
            yield msgspec.json.encode({"table": table, **values}).decode()
