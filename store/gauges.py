"""How much there is, for whoever watches the hub: counts by what an index holds, so that they are cheap at any size."""

from collections import Counter

from sqlalchemy import Connection, text

NOBODY = "none"


def items(tx: Connection) -> dict[str, int]:
    """Living items by the connector that brought them last; `none`: one that is not asked any more."""
    whose = {row.number: row.connector for row in tx.execute(text("SELECT number, connector FROM streams"))}
    counts = Counter[str]()
    for row in tx.execute(text(_ITEMS)):
        counts[whose.get(row.stream, NOBODY)] += row.items
    return {connector: count for connector, count in sorted(counts.items()) if count}


def findings(tx: Connection) -> dict[str, int]:
    """Open findings by severity."""
    query = "SELECT severity, count(*) AS findings FROM findings WHERE resolved_at IS NULL GROUP BY severity"
    return {row.severity: row.findings for row in tx.execute(text(query))}


def outbox(tx: Connection) -> dict[tuple[str, str], int]:
    """Writes by tool and state."""
    query = "SELECT tool, state, count(*) AS intents FROM intents GROUP BY tool, state ORDER BY tool, state"
    return {(row.tool, row.state): row.intents for row in tx.execute(text(query))}


# + keeps SQLite from the index by stream, with which it would look at every row
_ITEMS = """
SELECT stream, count(*) AS items FROM items GROUP BY stream
UNION ALL SELECT +stream, -count(*) FROM items WHERE gone_at IS NOT NULL GROUP BY +stream
"""
