"""`tokens …`: keys by which programs come to the API."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from core.phrases import minute
from core.times import moment
from fairlead import screen
from fairlead.output import document
from scheduler.actor import actor
from scheduler.hub import open_hub
from scheduler.who.tokens import add_token, known_tokens, remove_token
from store.tokens import Token


def add(config: Path, name: str, scopes: Sequence[str], days: int | None, person: str | None, json: bool) -> None:
    with open_hub(config) as hub:
        made = add_token(hub, person or actor(), name, scopes, days)
    if json:
        document(token=_plain(made.token), key=made.key)
        return
    may = made.token.scopes.replace(" ", ", ")
    told = f"The token {made.token.id} of {made.token.person} may {may}. It is shown this once:"
    screen.stdout().print(told, markup=False, soft_wrap=True)
    screen.stdout().print(made.key, markup=False, soft_wrap=True)


def list_(config: Path, json: bool) -> None:
    with open_hub(config) as hub:
        found, now = known_tokens(hub), hub.clock()
    if json:
        document(tokens=[_plain(each) for each in found])
        return
    if not found:
        screen.stdout().print("There is no token.")
        return
    table = Table("id", "name", "person", "may", "last used", "holds until", **screen.PLAIN)
    for each in found:
        used = minute(moment(each.used_at)) if each.used_at else "never"
        until = moment(each.expires_at) if each.expires_at else None
        holds = "removed" if until is None else minute(until) if until > now else f"ended {minute(until)}"
        table.add_row(each.id, Text(each.name), each.person, each.scopes.replace(" ", ", "), used, holds)
    screen.stdout().print(table)


def remove(config: Path, token: str, json: bool) -> None:
    with open_hub(config) as hub:
        gone = remove_token(hub, token)
    if json:
        document(token=_plain(gone))
    else:
        screen.stdout().print(
            f"The token {gone.id} of {gone.person} ({gone.name}) holds no longer.", markup=False, soft_wrap=True
        )


def _plain(token: Token) -> dict[str, Any]:
    """Not its digest."""
    moments = {"created_at": token.created_at, "used_at": token.used_at, "expires_at": token.expires_at}
    told = {"id": token.id, "person": token.person, "name": token.name, "scopes": token.scopes.split()}
    return {**told, **{name: at and moment(at) for name, at in moments.items()}}
