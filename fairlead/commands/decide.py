"""`finding …`: what people decide about findings, and what became of each, in one line."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from core.handling import Ends
from fairlead import screen
from fairlead.finding_page import page
from fairlead.lives import shortest
from fairlead.output import document, fail
from scheduler.actor import actor
from scheduler.decisions import Acknowledge, Decision, Dispute, Exempt, Reopen, Snooze
from scheduler.handling import Change, handle
from scheduler.hub import open_hub
from scheduler.inspecting import inspected
from scheduler.naming import fitting
from scheduler.outcomes import may_mean_the_goal, of_finding

SHOWN = 20  # lines


class Named(Struct, frozen=True):
    """Findings by the first characters of their fingerprints, or all open ones that match."""

    findings: tuple[str, ...]
    matchers: Mapping[str, str]


class Terms(Struct, frozen=True):
    reason: str
    dry_run: bool
    json: bool


def show(config: Path, finding: str, json: bool) -> None:
    with open_hub(config) as hub:
        told, detectors = inspected(hub, finding), hub.detectors
    if json:
        document(**msgspec.to_builtins(told), summary=told.finding.observation.summary)
    else:
        screen.stdout().print(page(told, detectors))


def acknowledge(config: Path, named: Named, until: str | None, terms: Terms) -> None:
    _decide(config, named, Acknowledge(day("--until", until)), terms)


def snooze(config: Path, named: Named, until: str | None, ends: Ends, terms: Terms) -> None:
    _decide(config, named, Snooze(day("--until", until), ends), terms)


def exempt(config: Path, named: Named, review: str | None, terms: Terms) -> None:
    _decide(config, named, Exempt(day("--review", review)), terms)


def dispute(config: Path, named: Named, link: bool, terms: Terms) -> None:
    _decide(config, named, Dispute(link), terms)


def reopen(config: Path, named: Named, terms: Terms) -> None:
    _decide(config, named, Reopen(), terms)


def day(option: str, given: str | None) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        fail(f"fairlead: {option} {given}: write a day such as 2026-01-31")


def _decide(config: Path, named: Named, decision: Decision, terms: Terms) -> None:
    if bool(named.findings) == bool(named.matchers):
        fail("fairlead: name findings (`fairlead findings` shows them), or say which with --team, --goal or --detector")
    with open_hub(config) as hub:
        names = named.findings or fitting(hub, named.matchers, decision)
        changes = handle(hub, names, decision, actor=actor(), reason=terms.reason, dry_run=terms.dry_run)
    if terms.json:
        document(findings=[_plain(each) for each in changes], dry_run=terms.dry_run)
        return
    for line in _lines(changes, terms.dry_run):
        screen.stdout().print(line, markup=False, soft_wrap=True)


def _lines(changes: Sequence[Change], dry_run: bool) -> Iterator[str]:
    size = shortest([each.finding.fingerprint for each in changes])
    for each in changes[:SHOWN]:
        yield f"{each.finding.fingerprint[:size]} {of_finding(each, dry_run=dry_run)}"
    if any(each.after and each.after.state == "disputed" and may_mean_the_goal(each) for each in changes):
        yield "Where the goal of the item is what is wrong, say so with --link: then it counts against the rule."
    if len(changes) > SHOWN:
        yield f"and {len(changes) - SHOWN:,} more {'would be so' if dry_run else 'are so now'}; --json has them all"


def _plain(change: Change) -> dict[str, Any]:
    """The finding in short: all of it is in `fairlead finding show`."""
    seen = change.finding.observation
    return {
        "fingerprint": change.finding.fingerprint,
        "detector": seen.detector,
        "subject": msgspec.to_builtins(seen.subject),
        "summary": seen.summary,
        "before": msgspec.to_builtins(change.before),
        "after": msgspec.to_builtins(change.after),
        "item": msgspec.to_builtins(change.item),
    }
