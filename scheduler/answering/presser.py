"""Who pressed, and what they may."""

from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection

from core.findings import Finding
from core.presses import Press
from scheduler.answerable import answerable_of, named
from scheduler.hub import Hub
from store import findings
from store.account_holders import holder


class NotAnswered(Exception):
    """Nothing is done; the text says why, and what to do, to whoever pressed."""


class Presser(Struct, frozen=True, kw_only=True):
    """A person (e-mail) whom the hub knows."""

    email: str
    name: str
    team: str | None


def presser(hub: Hub, tx: Connection, press: Press) -> Presser:
    """NotAnswered for an account of nobody whom the hub knows, and for one that was closed."""
    found = holder(tx, press.tool, press.account)
    if found is None or found.person is None:
        where = Path(hub.config.hub.people or "people.toml").name
        raise NotAnswered(
            f"Fairlead does not know whose account {press.tool}:{press.account} is, so nothing was done. An admin can add "
            f'accounts = ["{press.tool}:{press.account}"] to a person in {where}; `fairlead map` takes it up.'
        )
    if not found.active:
        raise NotAnswered("This account is not active any more, so nothing was done.")
    return Presser(email=found.person, name=found.name, team=found.team)


def finding_of(tx: Connection, fingerprint: str) -> Finding:
    """NotAnswered for a finding of which the hub has never heard."""
    found = next(iter(findings.called(tx, [fingerprint])), None)
    if found is None:
        raise NotAnswered("The hub does not know this finding any more, so there is nothing to decide.")
    return found


def insist_on_may(tx: Connection, who: Presser, finding: Finding) -> None:
    """NotAnswered, with who may, unless this person may decide about it."""
    allowed = answerable_of(tx, [finding])[finding.fingerprint]
    if not allowed.includes(who.email, who.team):
        raise NotAnswered(f"That is for {named(tx, allowed)} to decide; nothing was done.")
