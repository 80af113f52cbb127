"""The projects, repositories, channels and lists of a tool that were read."""

from sqlalchemy import Connection, text


def streamed(tx: Connection, connector: str) -> list[str]:
    """Those that streams are pulled from."""
    query = "SELECT DISTINCT container FROM streams WHERE connector = :name AND container <> '' ORDER BY container"
    return list(tx.execute(text(query), {"name": connector}).scalars())


def of_items(tx: Connection, source: str) -> list[str]:
    """Those in which items lie, which a stream may bring from more places than its own. Looks at all items."""
    query = "SELECT DISTINCT container FROM items WHERE source = :name ORDER BY container"
    return list(tx.execute(text(query), {"name": source}).scalars())
