"""D26: what the hub itself cannot see: late or failing streams, rows it cannot read, rules that never match.

Looks at: every stream (what is pulled of one project, repository, channel or spreadsheet), everything that was pulled and
could not be read, and every mapping rule.
Formula: a stream is late when twice its `every_minutes` have passed since its last success. A rule is idle while it holds
no link.
A stream is in doubt when it does not show more than half of its known items any more, as after a lost right.
Severity: a stream that has failed for `failing_minutes` is critical. All else is a warning.
Silent: about a rule that has been in force for `idle_rule_days` or less.
Stands on: the hub's own records, so it is never frozen.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from core.bounds import Days, Minutes
from core.detectors.contract import Detector
from core.facts import Facts, RowFact, RuleFact, StreamFact
from core.findings import Observation, Subject


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    idle_rule_days: a rule may hold no link for so many days
    failing_minutes: a stream may fail for so long until it is critical
    """

    idle_rule_days: Days = 14
    failing_minutes: Minutes = 30


OWN = ("hub",)


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    for stream in facts.streams:
        if stream.error or facts.as_of > stream.late_after:
            yield _unseen(stream, facts.as_of, settings)
        elif stream.doubt:
            yield _doubted(stream, stream.doubt)
    for row in facts.rows:
        yield _row(row)
    for rule in facts.rules:
        if not rule.links and facts.as_of - rule.since > timedelta(days=settings.idle_rule_days):
            yield _rule(rule)


def _unseen(stream: StreamFact, now: datetime, settings: Settings) -> Observation:
    """Tools fail for a moment now and then, and that is worth nobody's bell."""
    lasts = stream.error_since is None or now - stream.error_since >= timedelta(minutes=settings.failing_minutes)
    return Observation(
        detector="D26",
        subject=Subject("stream", _name(stream)),
        severity="critical" if stream.error and lasts else "warning",
        title=_name(stream),
        says=f"is not seen by the hub: {stream.error or 'it is late'}",
        since=stream.last_success or stream.late_after,
        evidence={"error": stream.error, "last_success": stream.last_success and stream.last_success.isoformat()},
        streams=OWN,
    )


def _doubted(stream: StreamFact, why: str) -> Observation:
    return Observation(
        detector="D26",
        subject=Subject("stream", _name(stream)),
        severity="warning",
        title=_name(stream),
        says=why,
        since=stream.doubt_since or stream.late_after,
        evidence={"doubt": why},
        streams=OWN,
    )


def _name(stream: StreamFact) -> str:
    return "/".join(part for part in (stream.connector, stream.stream, stream.container) if part)


def _row(row: RowFact) -> Observation:
    kept = "was left out" if row.lost else "was read without this value"
    return Observation(
        detector="D26",
        subject=Subject("row", f"{row.source}:{row.place}"),
        severity="warning",
        title=row.place,
        says=f"{kept}: {row.reason}",
        since=row.since,
        evidence={"reason": row.reason, "lost": row.lost},
        streams=OWN,
    )


def _rule(rule: RuleFact) -> Observation:
    return Observation(
        detector="D26",
        subject=Subject("rule", rule.rule),
        severity="warning",
        title=f"Mapping rule {rule.rule} ({rule.place})",
        says="has matched nothing",
        since=rule.since,
        evidence={"place": rule.place},
        streams=OWN,
    )


DETECTOR = Detector(
    id="D26",
    name="hub blind",
    label="fairlead-blind",
    advice="Mend the place named; `fairlead doctor` and `fairlead rules check` tell more.",
    settings=Settings,
    judge=judge,
)
