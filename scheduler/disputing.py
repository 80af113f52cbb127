"""Disputes that nobody has settled yet, with whoever should look at each."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection

from core.disputes import OpenDispute
from core.findings import Finding
from core.handling import Handling, in_force
from scheduler.mapping import rules_in_force
from store import choices

NAMED = 8  # characters of a finding in a command


def open_disputes(
    tx: Connection, findings: Collection[Finding], handled: Mapping[str, Handling], now: datetime
) -> tuple[OpenDispute, ...]:
    """Of links that a rule made, and of open findings. What was disputed with its link is told once, as the link."""
    links = choices.unsettled(tx)
    disputed = [
        (each, held)
        for each in findings
        if (held := in_force(handled.get(each.fingerprint), each, now)) and held.state == "disputed"
    ]
    if not links and not disputed:
        return ()
    ruleset = rules_in_force(tx)
    owners = {rule.id: rule.owner for rule in ruleset.rules + ruleset.defaults} if ruleset else {}
    return tuple(sorted((*_of_links(links, owners), *_of_findings(disputed, owners))))


def _of_links(links: Collection[choices.Dispute], owners: Mapping[str, str]) -> Iterator[OpenDispute]:
    for each in links:
        rule, about = each.rule or "", f"{each.source}:{each.item}"
        yield OpenDispute(
            owner=owners.get(rule, ""),
            rule=rule,
            about=about,
            says=f"does not serve {each.goal}",
            at=each.at,
            actor=each.actor,
            reason=each.reason,
            look=f"`fairlead rules explain {about}`",
        )


def _of_findings(disputed: Collection[tuple[Finding, Handling]], owners: Mapping[str, str]) -> Iterator[OpenDispute]:
    for finding, held in disputed:
        seen = finding.observation
        if held.rule and seen.subject.kind == "item":
            continue  # it is told as the link
        yield OpenDispute(
            owner=owners.get(held.rule or "", ""),
            rule=held.rule or "",
            about=seen.subject.key,
            says=f"should not be told “{seen.says}” ({seen.detector})",
            at=held.at,
            actor=held.actor,
            reason=held.reason,
            look=f"`fairlead finding show {finding.fingerprint[:NAMED]}`",
        )
