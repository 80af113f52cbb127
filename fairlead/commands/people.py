"""`people list` and `people map`: whom the hub takes each account for, and how to tell it better."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from core.identities import Suggestion, suggestions
from core.people import Handle
from core.records import Account
from fairlead import screen
from fairlead.output import document, fail
from scheduler.config import ConfigError
from scheduler.files import read_text, save
from scheduler.hub import Hub, open_hub
from scheduler.people_file import with_accounts
from store import accounts
from store.accounts import PersonRow, Stranger

Guesses = Mapping[Handle, Suggestion]


def list_(config: Path, unknown: bool, json: bool) -> None:
    with open_hub(config) as hub, hub.store.read() as tx:
        strangers = accounts.unknown(tx)
        known = accounts.persons(tx)
    guesses = _guesses(strangers, known)
    if json:
        people = [] if unknown else msgspec.to_builtins(known)
        document(people=people, unknown=[_stranger(each, guesses) for each in strangers])
        return
    if not unknown:
        screen.stdout().print(_people(known), "")
    screen.stdout().print(_strangers(strangers, guesses))


def map_(config: Path, person: str, handles: Sequence[str], team: str | None, dry_run: bool) -> None:
    """Shows the change and writes it, unless `dry_run`."""
    if "@" not in person:
        fail(f"fairlead: {person}: write the person's e-mail address, as `fairlead people list` shows it")
    with open_hub(config) as hub:
        path = _file(hub)
        for handle in handles:
            _insist_on_a_tool(hub, handle)
    before = read_text(path) if path.exists() else ""
    after = with_accounts(before, person, handles, team=team)
    if after == before:
        screen.stdout().print(f"{path} says so already.", markup=False, soft_wrap=True)
        return
    screen.print_difference(path, before, after)
    if not dry_run:
        save(path, after, before)


def erase(config: Path, person: str, dry_run: bool, json: bool) -> None:
    from scheduler.erasing import erase_person  # it looks at all tables, which take long to import

    with open_hub(config) as hub:
        found = erase_person(hub, person, dry_run=dry_run)
    if json:
        document(**msgspec.to_builtins(found))
        return
    number, tables = sum(found.rows.values()), ", ".join(f"{rows:,} of {table}" for table, rows in found.rows.items())
    told = (
        f"{number:,} rows name {person}" if dry_run else f"{number:,} rows name {found.pseudonym} now, and not {person}"
    )
    screen.stdout().print(f"{told}: {tables}.", markup=False, soft_wrap=True)
    screen.stdout().print("What the hub cannot erase:", markup=False)
    for each in found.remains:
        screen.stdout().print(f"  {each}", markup=False, soft_wrap=True)


def _guesses(strangers: Sequence[Stranger], known: Sequence[PersonRow]) -> Guesses:
    unknown = [Account(source=each.source, id=each.id, name=each.name) for each in strangers]
    found = suggestions(unknown, {each.person: each.name for each in known})
    return {Handle(each.account.source, each.account.id): each for each in found}


def _file(hub: Hub) -> Path:
    if hub.config.hub.people is None:
        raise ConfigError(f'{hub.config.path}: no people map is named; add people = "people.toml" under [hub]')
    return hub.config.file(hub.config.hub.people)


def _insist_on_a_tool(hub: Hub, handle: str) -> None:
    source, _, id_ = handle.partition(":")
    if source not in hub.tools or not id_:
        tools = ", ".join(hub.tools)
        fail(f"fairlead: {handle}: write a tool and an account of it, such as github:ana-l; there are {tools}")


def _people(known: Sequence[PersonRow]) -> RenderableType:
    tools = sorted({tool for each in known for tool in each.accounts})
    table = Table(*(Column(name, no_wrap=True) for name in ("person", "name", "team")), "says", *tools, **screen.PLAIN)
    for each in known:
        ids = (", ".join(each.accounts.get(tool, ())) for tool in tools)
        table.add_row(each.person, Text(each.name), each.team or "–", Text(each.team_from, "dim"), *ids)
    return table if known else Text("Nobody is known yet: run `fairlead sync` and `fairlead map`.", "dim")


def _strangers(strangers: Sequence[Stranger], guesses: Guesses) -> RenderableType:
    if not strangers:
        return Text("Every account that did something is somebody's.", style="green")
    table = Table("nobody's account", "name", "did", "last on", "perhaps", "because", **screen.PLAIN)
    for each in strangers:
        guess = guesses.get(Handle(each.source, each.id))
        perhaps = (guess.person, f"{guess.reason} ({guess.confidence:.0%})") if guess else ("–", "")
        did = (f"{each.activities:,}", f"{each.newest:%Y-%m-%d}")
        table.add_row(f"{each.source}:{each.id}", Text(each.name), *did, perhaps[0], Text(perhaps[1], "dim"))
    table.caption = "`fairlead people map E-MAIL ACCOUNT` says whose it is"
    table.caption_justify = "left"
    return table


def _stranger(each: Stranger, guesses: Guesses) -> dict[str, Any]:
    guess = guesses.get(Handle(each.source, each.id))
    perhaps = {"person": guess.person, "confidence": guess.confidence, "reason": guess.reason} if guess else None
    return {**msgspec.to_builtins(each), "perhaps": perhaps}
