"""What became of one goal, version by version, in words. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from msgspec import Struct

from core.periods import Version
from core.records import Goal

_TOLD = {
    "title": "title",
    "level": "level",
    "parent": "serves",
    "owners": "owners",
    "effective_from": "first day",
    "effective_to": "last day",
    "closed": "closed",
    "superseded_by": "superseded by",
    "target_share": "target share",
    "start": "start",
    "target": "target",
    "current": "value",
    "confidence": "confidence",
    "declared": "said",
    "measure": "should",
    "low": "kept from",
    "high": "kept to",
    "weight": "weight",
    "query": "query",
}
_SHARES = ("target_share", "confidence")
NOTHING = "–"


class Edit(Struct, frozen=True):
    """One field that took another value; both as people would write them."""

    field: str
    before: str
    after: str


class Event(Struct, frozen=True):
    """What was seen at a moment. `what` says so where no edit does: it was first seen, or gone."""

    at: datetime
    what: str = ""
    edits: tuple[Edit, ...] = ()


def events(versions: Sequence[Version]) -> Iterator[Event]:
    """The newest first; `versions` are those of one goal, the oldest first. Where it only stands elsewhere, nothing is told."""
    found: list[Event] = []
    for n, version in enumerate(versions):
        before = versions[n - 1] if n else None
        if before is None:
            found.append(Event(version.since, "first seen"))
            continue
        if before.until and before.until < version.since:
            found += [Event(before.until, "gone"), Event(version.since, "seen again")]
        if edits := tuple(_edits(before.goal, version.goal)):
            found.append(Event(version.since, edits=edits))
    if versions and versions[-1].until:
        found.append(Event(versions[-1].until, "gone"))
    return reversed(found)


def _edits(before: Goal, after: Goal) -> Iterator[Edit]:
    for name, words in _TOLD.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Edit(words, _written(name, old), _written(name, new))


def _written(name: str, value: object) -> str:
    match value:
        case None | "" | ():
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case float() | int():
            return f"{value:.0%}" if name in _SHARES else f"{value:g}"
        case tuple():
            return ", ".join(map(str, value))
        case date():
            return value.isoformat()
    return str(value).replace("_", " ") if name == "level" else str(value)
