"""Accounts of the tools become persons, and persons and containers have teams, as `core.people.resolve` says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, text

from core.people import Handle, People, handle, resolve
from core.records import Account, Group, Profile, Rejected
from core.times import moment
from store import kept, meta, statements
from store.bulk import put, run
from store.encoding import ENCODER, digest, encode

CHANGES = "changes of accounts"
RESOLVED = "people resolved from"


class PersonRow(Struct, frozen=True, kw_only=True):
    """A person (by e-mail), with the ids of the accounts in each tool. `team_from` is as in `core.people.Place`."""

    person: str
    name: str
    team: str | None
    team_from: str
    accounts: Mapping[str, tuple[str, ...]]


class Stranger(Struct, frozen=True, kw_only=True):
    """An account that did something, of nobody that the hub knows. `activities` counts what is kept of it."""

    source: str
    id: str
    name: str
    activities: int
    newest: datetime


def save_accounts(tx: Connection, accounts: Sequence[Account], rejected: list[Rejected]) -> int:
    """How many were new or changed. Whose they are is said by their e-mail until people are resolved again."""
    stored, _ = encode(accounts, rejected)
    rows = [{**asdict(each), "person": each.email and each.email.lower()} for each in stored]
    before = kept.standing(tx) if rows else {}
    changed = tx.execute(text(_SAVE), rows).rowcount if rows else 0
    if changed:
        meta.put(tx, CHANGES, str(int(meta.get(tx, CHANGES) or 0) + 1))
        kept.moved(tx, before)
    return changed


_SAVE = """
INSERT INTO accounts (source, id, name, email, active, bot, person, pulled, zone)
VALUES (:source, :id, :name, :email, :active, :bot, :person, true, :zone)
ON CONFLICT (source, id) DO UPDATE SET
    name = excluded.name, email = excluded.email, active = excluded.active, bot = excluded.bot, pulled = true,
    zone = excluded.zone
WHERE accounts.name <> excluded.name OR accounts.active <> excluded.active OR accounts.bot <> excluded.bot
    OR coalesce(accounts.email, '') <> coalesce(excluded.email, '') OR NOT accounts.pulled
    OR accounts.zone <> excluded.zone
"""


def account_of(tx: Connection, source: str, person: str) -> str | None:
    """The account by which a person (e-mail) can be told something in this tool; None if there is no active one."""
    query = """
    SELECT id FROM accounts WHERE source = :source AND person = lower(:person) AND active AND NOT bot ORDER BY id LIMIT 1
    """
    found: str | None = tx.execute(text(query), {"source": source, "person": person}).scalar()
    return found


def zones(tx: Connection) -> dict[str, str]:
    """The time zone that the tools give for each person (e-mail); of several the first of the alphabet."""
    query = """
    SELECT person, min(zone) AS zone FROM accounts
    WHERE person IS NOT NULL AND zone <> '' AND active AND NOT bot GROUP BY person
    """
    return {row.person: row.zone for row in tx.execute(text(query))}


def reach(tx: Connection) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """By person (e-mail): the tools in which `account_of` finds an account, and those in which all accounts are closed."""
    tools: dict[bool, dict[str, set[str]]] = {True: defaultdict(set), False: defaultdict(set)}
    for row in tx.execute(text("SELECT source, person, active FROM accounts WHERE person IS NOT NULL AND NOT bot")):
        tools[bool(row.active)][row.person].add(row.source)
    open_, closed = tools[True], tools[False]
    left = {person: frozenset(each - open_.get(person, set())) for person, each in closed.items()}
    return {person: frozenset(each) for person, each in open_.items()}, left


def save_people(tx: Connection, people: People) -> bool:
    """Who is who by the people map and all that was pulled; False when nothing of that has changed since the last time."""
    version = digest(ENCODER.encode(people)).hex()
    told = [(row.id, row.digest.hex()) for row in tx.execute(text(_TOLD))]
    inputs = digest(ENCODER.encode([version, meta.get(tx, CHANGES), sorted(told)])).hex()
    if meta.get(tx, RESOLVED) == inputs:
        return False
    meta.put(tx, RESOLVED, inputs)
    meta.put(tx, "people", version)
    pulled, before, places = _pulled(tx), kept.standing(tx), _places(tx)
    resolved = resolve(people, statements.of(tx, Profile), statements.of(tx, Group), pulled)
    for table in ("people", "teams", "team_containers"):
        tx.execute(text(f"DELETE FROM {table}"))
    rows = [(email, *place) for email, place in resolved.persons.items()]
    put(tx, "people", ("person", "name", "team", "team_from"), rows, ("person",))
    put(tx, "teams", ("name", "channel"), [(name, team.channel) for name, team in people.teams.items()], ("name",))
    containers = [(*handle(place), name) for name, team in people.teams.items() for place in team.containers]
    put(tx, "team_containers", ("source", "container", "team"), containers, ("source", "container"), "replace")
    _save_owners(tx, resolved.owners)
    kept.moved(tx, before)
    if _places(tx) != places:
        kept.forget(tx)  # of each item in them
    return True


_TOLD = "SELECT id, digest FROM statements WHERE kind IN ('group', 'profile') AND gone_at IS NULL"


def _places(tx: Connection) -> set[tuple[Any, ...]]:
    return {tuple(row) for row in tx.execute(text("SELECT source, container, team FROM team_containers"))}


def _pulled(tx: Connection) -> list[Account]:
    rows = tx.execute(text("SELECT source, id, name, email FROM accounts WHERE pulled AND NOT bot"))
    return [Account(source=row.source, id=row.id, name=row.name, email=row.email) for row in rows]


def _save_owners(tx: Connection, owners: Mapping[Handle, str]) -> None:
    """Writes only what differs. An account that is named but was not pulled yet gets a row to be known by."""
    tx.execute(text("DELETE FROM accounts WHERE NOT pulled"))
    held = {
        Handle(row.source, row.id): row.person for row in tx.execute(text("SELECT source, id, person FROM accounts"))
    }
    changes = [(owners.get(each), *each) for each, person in held.items() if owners.get(each) != person]
    run(tx, "UPDATE accounts SET person = ? WHERE source = ? AND id = ?", changes)
    named = [(*each, "", True, False, person, False, "") for each, person in owners.items() if each not in held]
    columns = ("source", "id", "name", "active", "bot", "person", "pulled", "zone")
    put(tx, "accounts", columns, named, ("source", "id"))


def teams(tx: Connection) -> list[tuple[str, str, str]]:
    """Source, id and team of each account whose person has a team."""
    query = (
        "SELECT a.source, a.id, p.team FROM accounts a JOIN people p ON p.person = a.person WHERE p.team IS NOT NULL"
    )
    return sorted((row.source, row.id, row.team) for row in tx.execute(text(query)))


def team_names(tx: Connection) -> list[str]:
    """Of teams that the people map names, or that somebody is in."""
    query = "SELECT name FROM teams UNION SELECT team FROM people WHERE team IS NOT NULL"
    return sorted(tx.execute(text(query)).scalars())


def persons(tx: Connection) -> list[PersonRow]:
    """Everybody whom the hub knows, in order of e-mail addresses."""
    accounts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in tx.execute(text("SELECT source, id, person FROM accounts WHERE person IS NOT NULL AND NOT bot")):
        accounts[row.person][row.source].append(row.id)
    return [
        PersonRow(
            person=row.person,
            name=row.name,
            team=row.team,
            team_from=row.team_from,
            accounts={source: tuple(sorted(ids)) for source, ids in sorted(accounts[row.person].items())},
        )
        for row in sorted(tx.execute(text("SELECT * FROM people")), key=lambda row: str(row.person))
    ]


def unknown(tx: Connection) -> list[Stranger]:
    """Active accounts of people that did something and are nobody whom the hub knows, the busiest first."""
    strangers = [
        Stranger(source=row.source, id=row.actor, name=row.name, activities=row.activities, newest=moment(row.newest))
        for row in tx.execute(text(_UNKNOWN))
    ]
    return sorted(strangers, key=lambda each: (-each.activities, each.source, each.id))


_UNKNOWN = """
SELECT n.source, n.actor, coalesce(max(a.name), '') AS name, count(*) AS activities, max(n.at) AS newest FROM activities n
LEFT JOIN accounts a ON a.source = n.source AND a.id = n.actor
WHERE NOT n.bot AND n.actor IS NOT NULL AND (a.id IS NULL OR a.person IS NULL AND a.active AND NOT a.bot)
GROUP BY n.source, n.actor
"""
