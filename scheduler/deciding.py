"""Decisions of a visitor about findings: whole or not at all, each allowed by what the visitor answers for."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from sqlalchemy import Connection

from core.authority import Visitor, may
from core.findings import Finding
from scheduler.answerable import answerable_of, named
from scheduler.decisions import Decision
from scheduler.handling import Change, handle_in
from scheduler.hub import Hub
from scheduler.naming import known_findings

NAMED = 5  # findings in one sentence


class NotTheirs(Exception):
    """Nothing was decided; `refused` says which findings are for somebody else."""

    def __init__(self, message: str, refused: Sequence["Refused"]) -> None:
        super().__init__(message)
        self.refused = tuple(refused)


class Refused(Struct, frozen=True):
    """A finding that this visitor may not decide about, and who may."""

    finding: Finding
    whose: str

    @property
    def subject(self) -> str:
        return f"{self.finding.observation.detector} {self.finding.observation.subject.key}"

    @property
    def says(self) -> str:
        return f"for {self.whose} to decide"


def decide(
    hub: Hub, visitor: Visitor, names: Iterable[str], decision: Decision, *, reason: str = "", dry_run: bool = False
) -> tuple[Change, ...]:
    """As `scheduler.handling.handle`, by this visitor. NotTheirs when one of them is somebody else's; NotHandled for what
    cannot be decided."""
    names = tuple(names)
    with hub.store.trial() if dry_run else hub.store.write() as tx:
        _insist(tx, visitor, known_findings(tx, names))
        return handle_in(hub, tx, names, decision, actor=visitor.person, reason=reason)


def _insist(tx: Connection, visitor: Visitor, found: Sequence[Finding]) -> None:
    whose = answerable_of(tx, found)
    refused = [each for each in found if not may(visitor, "decide", whose[each.fingerprint])]
    if refused:
        raise _not_theirs([Refused(each, named(tx, whose[each.fingerprint]) or "authors") for each in refused])


def _not_theirs(refused: Sequence[Refused]) -> NotTheirs:
    told = [f"{each.subject} is {each.says}" for each in refused[:NAMED]]
    more = [f"and {len(refused) - NAMED:,} more are for others"] if len(refused) > NAMED else []
    return NotTheirs("; ".join((*told, *more)), refused)
