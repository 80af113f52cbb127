"""Counts that are asked for by more than one station."""

from hashlib import blake2b

from sqlalchemy import Connection, text


def open_items(tx: Connection) -> dict[str, int]:
    """Items that are not done, by tool. Threads are talk, not work."""
    query = """
    SELECT source, count(*) AS items FROM items
    WHERE category <> 'done' AND kind <> 'thread' AND gone_at IS NULL GROUP BY source
    """
    return {row.source: row.items for row in tx.execute(text(query))}


def links_by_via(tx: Connection) -> dict[str, int]:
    """Current links of living items by provenance, and as `unlinked` the items that hold none."""
    query = """
    SELECT coalesce(l.via, 'unlinked') AS via, count(*) AS items FROM items i
    LEFT JOIN links l ON l.item_id = i.id AND l.valid_to IS NULL AND l.position = 0
    WHERE i.gone_at IS NULL GROUP BY 1 ORDER BY 1
    """
    return {row.via: row.items for row in tx.execute(text(query))}


def rules_digest(tx: Connection) -> str:
    """Names the rules in force: it changes when one is new, edited or gone."""
    rows = tx.execute(text("SELECT rule, version FROM rules WHERE valid_to IS NULL ORDER BY rule"))
    return blake2b("\0".join(f"{rule} {version}" for rule, version in rows).encode(), digest_size=16).hexdigest()
