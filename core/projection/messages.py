"""What people are told in their channels: one message for each owner and goal."""

from collections.abc import Iterator, Sequence

from core.detectors import Detectors
from core.findings import Finding, Observation
from core.plan import Target, Wanted
from core.projection.known import Known, grouped
from core.wording import ADMINS, help_with, since


def messages(known: Known) -> Iterator[Wanted]:
    for target, group in grouped(known, _targets).items():
        first = group[0].observation
        goal = known.goals.get(first.goal or "")
        title = f"{goal.key} {goal.title}" if goal else ""
        body = message(group, first.owner, title, known.routing.detectors)
        yield Wanted(target, body, "", tuple(finding.fingerprint for finding in group))


def _targets(known: Known, seen: Observation) -> Iterator[Target]:
    routing = known.routing
    channel = routing.team_channels.get(seen.team or "", routing.default_channel)
    for tool in routing.verbs:
        if channel and routing.can(tool, "message"):
            yield Target(tool, "message", channel, f"{_reader(seen)}|{seen.goal or ''}")


def addressee(target: Target) -> str:
    """The person (e-mail) that a message is for; a team or nobody are no person of that name."""
    return target.topic.partition("|")[0]


def _reader(seen: Observation) -> str:
    return seen.owner or (f"team {seen.team}" if seen.team else "")


def message(findings: Sequence[Finding], owner: str | None, goal: str, detectors: Detectors) -> str:
    """The one message to an owner about a goal; without an owner to the team, or to whoever runs the hub."""
    team = findings[0].observation.team
    reader = owner or (f"Team {team}" if team else ADMINS)
    count = "1 thing needs you" if len(findings) == 1 else f"{len(findings)} things need you"
    lines = [f"{reader}: {count}{f' in {goal}' if goal else ''}"]
    for finding in findings:
        seen = finding.observation
        lines.append(f"• {seen.summary} · {since(finding)}{f' · {seen.url}' if seen.url else ''}")
    lines += [f"→ {advice}" for advice in dict.fromkeys(help_with(finding, detectors) for finding in findings)]
    return "\n".join(lines)
