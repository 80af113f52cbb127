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
    """Current links by provenance, and as `unlinked` the living items that hold none. Items that go lose their links."""
    query = "SELECT via, count(*) AS items FROM links WHERE valid_to IS NULL AND position = 0 GROUP BY via ORDER BY via"
    by_via = {row.via: row.items for row in tx.execute(text(query))}
    items = "SELECT (SELECT count(*) FROM items) - (SELECT count(*) FROM items WHERE gone_at IS NOT NULL)"
    unlinked = tx.execute(text(items)).scalar_one() - sum(by_via.values())
    return by_via | ({"unlinked": unlinked} if unlinked else {})


def linked_items(tx: Connection) -> int:
    """How many items hold a link that is more than a reference."""
    return int(tx.execute(text("SELECT count(*) FROM links WHERE valid_to IS NULL AND position = 0")).scalar_one())


def rules_digest(tx: Connection) -> str:
    """Names the rules in force: it changes when one is new, edited or gone."""
    rows = tx.execute(text("SELECT rule, version FROM rules WHERE valid_to IS NULL ORDER BY rule"))
    return blake2b("\0".join(f"{rule} {version}" for rule, version in rows).encode(), digest_size=16).hexdigest()
