"""Silences: nothing new is told of findings that match, until a day. What was written before stays."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from hashlib import blake2b

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from core.findings import Finding
from core.handling import Silence, matches
from core.times import midnight
from scheduler.decisions import NotHandled, near
from scheduler.hub import Hub
from scheduler.matching import EXAMPLE, insist_on_known
from store import audit, findings, silences
from store.listed import matching


class Silenced(Struct, frozen=True, kw_only=True):
    """A silence with the open findings that match it."""

    silence: Silence
    quiets: tuple[Finding, ...]


def silence(
    hub: Hub, matchers: Mapping[str, str], until: date, *, actor: str, reason: str = "", dry_run: bool = False
) -> Silenced:
    """From now on, up to and including the day `until`. NotHandled for names that nobody knows and days that are past."""
    if not matchers:
        raise NotHandled(f"say what is to be silent, {EXAMPLE}")
    now = hub.clock()
    end = midnight(near(until, now.date(), now.date()) + timedelta(days=1))
    name = blake2b(msgspec.json.encode([sorted(matchers.items()), now]), digest_size=4).hexdigest()
    made = Silence(id=name, matchers=matchers, until=end, actor=actor, at=now, reason=" ".join(reason.split()))
    with hub.store.trial() if dry_run else hub.store.write() as tx:
        insist_on_known(hub, tx, matchers)
        silences.save(tx, made)
        audit.record(tx, now, actor, "silence", _target(name), None, msgspec.json.encode(made).decode())
        return _quieting(tx, [made])[0]


def end_silence(hub: Hub, begins: str, *, actor: str) -> Silenced:
    """The silence in force whose id begins so ends now. NotHandled when that is none or several."""
    now = hub.clock()
    with hub.store.write() as tx:
        ended = replace(found := _named(silences.in_force(tx, now), begins.strip().casefold()), until=now)
        silences.end(tx, found.id, now)
        before, after = (msgspec.json.encode(each).decode() for each in (found, ended))
        audit.record(tx, now, actor, "end silence", _target(found.id), before, after)
        return replace(_quieting(tx, [found])[0], silence=ended)


def known_silences(hub: Hub, *, everything: bool = False) -> list[Silenced]:
    """Those in force, the one that ends first before the others; or all there ever were, the newest first."""
    with hub.store.read() as tx:
        found = silences.everything(tx) if everything else silences.in_force(tx, hub.clock())
        return _quieting(tx, found)


def counted_silences(hub: Hub, *, everything: bool = False) -> list[tuple[Silence, int]]:
    """The same, with how many open findings match each, of which none is read."""
    with hub.store.read() as tx:
        found = silences.everything(tx) if everything else silences.in_force(tx, hub.clock())
        return [(each, matching(tx, each.matchers)) for each in found]


def _named(known: tuple[Silence, ...], begins: str) -> Silence:
    found = [each for each in known if begins and each.id.startswith(begins)]
    if len(found) != 1:
        there = "there is no silence in force" if not found else f"{len(found)} silences are in force"
        raise NotHandled(f"{begins}: {there} whose id begins so; `fairlead silence list` shows them")
    return found[0]


def _quieting(tx: Connection, some: Sequence[Silence]) -> list[Silenced]:
    open_ = list(findings.open_findings(tx))
    return [Silenced(silence=one, quiets=tuple(each for each in open_ if matches(each, one.matchers))) for one in some]


def _target(name: str) -> str:
    return f"silence {name}"
