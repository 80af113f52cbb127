"""From what is observed now to what changes about the findings: one pure function, nothing written here."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from core.findings import SEVERITIES, Finding, Observation

CLEAN_EVALUATIONS = (
    2  # evaluations in a row that must not see a drift, or see it less severe, before its finding says so
)

Action = Literal["opened", "updated", "missed", "resolved", "reopened", "silenced", "unsilenced"]


class FindingChange(Struct, frozen=True):
    """`finding` is the finding as it is to be from now on; `reason` says why, for the audit."""

    action: Action
    reason: str
    finding: Finding


def reconcile(
    known: Mapping[str, Finding],
    observed: Iterable[Observation],
    now: datetime,
    *,
    previous: datetime | None = None,
    late: Collection[str] = (),
) -> Iterator[FindingChange]:
    """Changes that turn `known` (by fingerprint, resolved ones included) into what `observed` says.

    Verdicts that stand on a connector in `late` are frozen: neither opened, changed nor resolved. A severity rises at once, and
    falls when two evaluations in a row saw less. `previous` is when the last evaluation was. An unchanged world yields nothing.
    """
    seen = set()
    for observation in observed:
        seen.add(observation.fingerprint)
        if not _frozen(observation, late):
            yield from _present(known.get(observation.fingerprint), observation, now)
    for fingerprint, finding in known.items():
        if fingerprint not in seen and not finding.resolved_at and not _frozen(finding.observation, late):
            yield _absent(finding, now, previous)


def _frozen(observation: Observation, late: Collection[str]) -> bool:
    return any(name in late for name in observation.streams) if observation.streams else bool(late)


def _present(known: Finding | None, observation: Observation, now: datetime) -> Iterator[FindingChange]:
    if known is None:
        finding = Finding(
            fingerprint=observation.fingerprint, observation=observation, first_seen=now, last_seen=now, opened_at=now
        )
        yield FindingChange("opened", "first seen", finding)
        return
    if known.resolved_at:
        finding = replace(
            known,
            observation=observation,
            last_seen=now,
            clean=0,
            eased=0,
            resolved_at=None,
            reopened=known.reopened + 1,
            opened_at=now,
        )
        yield FindingChange("reopened", f"seen again after it was resolved on {known.resolved_at:%Y-%m-%d}", finding)
        return
    eased = known.eased + 1 if _is_less(observation, known.observation) else 0
    severity = known.observation.severity if 0 < eased < CLEAN_EVALUATIONS else observation.severity
    since = min(observation.since, known.observation.since)
    observation, eased = replace(observation, since=since, severity=severity), eased % CLEAN_EVALUATIONS
    if observation != known.observation or known.clean or eased != known.eased:
        reason = "the evidence changed" if observation != known.observation else "seen again"
        yield FindingChange(
            "updated", reason, replace(known, observation=observation, last_seen=now, clean=0, eased=eased)
        )


def _is_less(observation: Observation, than: Observation) -> bool:
    return SEVERITIES.index(observation.severity) > SEVERITIES.index(than.severity)


def _absent(finding: Finding, now: datetime, previous: datetime | None) -> FindingChange:
    clean = finding.clean + 1
    last_seen = finding.last_seen if finding.clean else (previous or finding.last_seen)
    after = replace(finding, clean=clean, last_seen=last_seen)
    if clean >= CLEAN_EVALUATIONS:
        return FindingChange("resolved", f"not seen in {clean} evaluations", replace(after, resolved_at=now))
    return FindingChange("missed", "not seen any more", after)
