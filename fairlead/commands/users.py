"""`users …`: who may come to the pages and the API, and as what."""

from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from core.phrases import minute
from core.times import moment
from fairlead import screen
from fairlead.output import document
from scheduler.hub import Hub, open_hub
from scheduler.who.users import Invitation, add_user, everybody, invite, remove_user, set_role
from store.users import User


def add(config: Path, email: str, role: str, name: str, json: bool) -> None:
    with open_hub(config) as hub:
        made = add_user(hub, email, role, name)
        _tell(hub, made, f"{made.user.person} may come in as {made.user.role}.", json)


def invite_(config: Path, email: str, json: bool) -> None:
    with open_hub(config) as hub:
        made = invite(hub, email)
        _tell(hub, made, f"{made.user.person} is invited again.", json)


def list_(config: Path, json: bool) -> None:
    with open_hub(config) as hub:
        found, now = everybody(hub), hub.clock()
    if json:
        document(users=[_plain(each) for each in found])
        return
    if not found:
        screen.stdout().print("Nobody may sign in yet: `fairlead users add E-MAIL --role admin`.", markup=False)
        return
    table = Table("person", "name", "role", "signs in by", "last signed in", **screen.PLAIN)
    for each in found:
        by = "password" if each.password else "another sign-in"
        if each.invitation and each.invited_until and not each.password:
            until = moment(each.invited_until)
            by = f"invited until {minute(until)}" if until > now else "the invitation ended"
        seen = minute(moment(each.seen_at)) if each.seen_at else "never"
        table.add_row(each.person, Text(each.name), each.role, by, seen)
    screen.stdout().print(table)


def role(config: Path, email: str, role: str, json: bool) -> None:
    with open_hub(config) as hub:
        _say(set_role(hub, email, role), "is {role} from now on", json)


def remove(config: Path, email: str, json: bool) -> None:
    with open_hub(config) as hub:
        _say(remove_user(hub, email), "may not come in any more, nor may their tokens", json)


def _tell(hub: Hub, made: Invitation, said: str, json: bool) -> None:
    link = hub.config.place + made.path
    if json:
        document(user=_plain(made.user), link=link)
        return
    until = minute(moment(made.user.invited_until or 0))
    screen.stdout().print(
        f"{said} Give them this link to choose a password by, once, until {until}:", markup=False, soft_wrap=True
    )
    screen.stdout().print(link, markup=False, soft_wrap=True)


def _say(user: User, what: str, json: bool) -> None:
    if json:
        document(user=_plain(user))
    else:
        screen.stdout().print(f"{user.person} {what.format(role=user.role)}.", markup=False, soft_wrap=True)


def _plain(user: User) -> dict[str, Any]:
    """Neither the password's hash nor the link's digest."""
    moments = {"invited_until": user.invited_until, "created_at": user.created_at, "seen_at": user.seen_at}
    told = {"person": user.person, "name": user.name, "role": user.role, "has_password": user.password is not None}
    return {**told, **{name: at and moment(at) for name, at in moments.items()}}
