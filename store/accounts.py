"""Accounts of the tools become persons, by e-mail or by the people map; persons and containers have teams."""

from collections.abc import Sequence

from msgspec.structs import asdict
from sqlalchemy import Connection, text

from core.people import People
from core.records import Account, Rejected
from store import meta
from store.bulk import put
from store.encoding import ENCODER, digest, encode


def save_accounts(tx: Connection, accounts: Sequence[Account], rejected: list[Rejected]) -> int:
    """How many were new or changed. The people map has the last word on whose they are."""
    kept, _ = encode(accounts, rejected)
    rows = [{**asdict(each), "person": each.email and each.email.lower()} for each in kept]
    return tx.execute(text(_SAVE), rows).rowcount if rows else 0


_SAVE = """
INSERT INTO accounts (source, id, name, email, active, bot, person, mapped)
VALUES (:source, :id, :name, :email, :active, :bot, :person, false)
ON CONFLICT (source, id) DO UPDATE SET
    name = excluded.name, email = excluded.email, active = excluded.active, bot = excluded.bot,
    person = CASE WHEN accounts.mapped THEN accounts.person ELSE excluded.person END
WHERE accounts.name <> excluded.name OR accounts.active <> excluded.active OR accounts.bot <> excluded.bot
    OR coalesce(accounts.email, '') <> coalesce(excluded.email, '')
"""


def account_of(tx: Connection, source: str, person: str) -> str | None:
    """The account by which a person (e-mail) can be told something in this tool; None if there is no active one."""
    query = """
    SELECT id FROM accounts WHERE source = :source AND person = lower(:person) AND active AND NOT bot ORDER BY id LIMIT 1
    """
    found: str | None = tx.execute(text(query), {"source": source, "person": person}).scalar()
    return found


def save_people(tx: Connection, people: People) -> bool:
    """The people map takes the place of the one before; False when it is the same. Its handles (`github:ana-l`) need not
    have been pulled yet."""
    version = digest(ENCODER.encode(people)).hex()
    if meta.get(tx, "people") == version:
        return False
    meta.put(tx, "people", version)
    for table in ("people", "teams", "team_containers"):
        tx.execute(text(f"DELETE FROM {table}"))
    persons = {email.lower(): person for email, person in people.people.items()}
    rows = [(email, person.name, person.team) for email, person in persons.items()]
    put(tx, "people", ("person", "name", "team"), rows, ("person",))
    put(tx, "teams", ("name", "channel"), [(name, team.channel) for name, team in people.teams.items()], ("name",))
    containers = [(*_handle(place), name) for name, team in people.teams.items() for place in team.containers]
    put(tx, "team_containers", ("source", "container", "team"), containers, ("source", "container"), "replace")
    tx.execute(text("UPDATE accounts SET mapped = false, person = lower(email) WHERE mapped"))
    mapped = [
        {"source": source, "id": account, "person": email}
        for email, person in persons.items()
        for source, account in map(_handle, person.accounts)
    ]
    if mapped:
        tx.execute(text(_MAP), mapped)
    return True


def teams(tx: Connection) -> list[tuple[str, str, str]]:
    """Source, id and team of each account whose person has a team."""
    query = (
        "SELECT a.source, a.id, p.team FROM accounts a JOIN people p ON p.person = a.person WHERE p.team IS NOT NULL"
    )
    return sorted((row.source, row.id, row.team) for row in tx.execute(text(query)))


_MAP = """
INSERT INTO accounts (source, id, name, email, active, bot, person, mapped)
VALUES (:source, :id, '', NULL, true, false, :person, true)
ON CONFLICT (source, id) DO UPDATE SET person = excluded.person, mapped = true
"""


def _handle(handle: str) -> tuple[str, str]:
    source, _, name = handle.partition(":")
    return source, name
