"""Whose an account of a tool is: one account at a time, for whoever knocks."""

from msgspec import Struct
from sqlalchemy import Connection, text


class Holder(Struct, frozen=True, kw_only=True):
    """`name` is the account's own, `person` an e-mail, None where nobody knows whose it is. One that is not `active` was closed
    by the tool, or is a bot."""

    name: str
    person: str | None
    team: str | None
    active: bool


def holder(tx: Connection, source: str, account: str) -> Holder | None:
    """None for an account of which the hub has never heard."""
    row = tx.execute(text(_HOLDER), {"source": source, "account": account}).one_or_none()
    if row is None:
        return None
    return Holder(name=row.name, person=row.person, team=row.team, active=bool(row.active) and not row.bot)


def called(tx: Connection, source: str, account: str) -> str:
    """The e-mail of whose account it is, else `source:account`."""
    found = holder(tx, source, account)
    return (found and found.person) or f"{source}:{account}"


_HOLDER = """
SELECT coalesce(nullif(p.name, ''), a.name) AS name, p.person, p.team, a.active, a.bot
FROM accounts a LEFT JOIN people p ON p.person = a.person WHERE a.source = :source AND a.id = :account
"""
