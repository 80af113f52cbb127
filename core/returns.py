"""Which tools could not be read and can be again. Pure."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from core.findings import Finding, Observation


class Return(Struct, frozen=True, kw_only=True):
    """A connector that was not read since `since`, and is again at `at`. `findings` (fingerprints) told of that."""

    connector: str
    since: datetime
    at: datetime
    findings: frozenset[str]


def returned(resolved: Iterable[Finding], still_open: Iterable[Finding]) -> tuple[Return, ...]:
    """Of findings about streams that failed, those whose connector has none any more."""
    failing = {_connector(each.observation) for each in still_open if _is_failure(each.observation)}
    over: dict[str, list[Finding]] = {}
    for each in resolved:
        if _is_failure(each.observation) and _connector(each.observation) not in failing:
            over.setdefault(_connector(each.observation), []).append(each)
    return tuple(_return(connector, found) for connector, found in sorted(over.items()))


def _return(connector: str, found: list[Finding]) -> Return:
    return Return(
        connector=connector,
        since=min(each.observation.since for each in found),
        at=max(each.resolved_at for each in found if each.resolved_at),
        findings=frozenset(each.fingerprint for each in found),
    )


def _is_failure(seen: Observation) -> bool:
    return seen.subject.kind == "stream" and seen.severity == "critical"


def _connector(seen: Observation) -> str:
    return seen.subject.key.partition("/")[0]
