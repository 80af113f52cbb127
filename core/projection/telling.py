"""The words of messages: who, how many, in which goal and how that stands; then the findings.

Names of people only, no addresses and no figures of what a person did. Days, never ages.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from core.answers import worst_first
from core.findings import Finding
from core.parts import Part
from core.phrases import day
from core.plan import Standing, Wanted
from core.projection.board import Message
from core.projection.known import Known
from core.projection.pieces import details, goal_told, piece
from core.projection.topics import Audience, Kind
from core.wording import ADMINS, help_with

SHOWN = 10  # findings told in full; of the others how many
COUNTED = 5  # goals and detectors of a storm
ALL = "`fairlead findings` shows all"
_NEEDS: dict[Kind, tuple[str, str]] = {
    "now": ("1 thing needs you", "{} things need you"),
    "digest": ("1 thing for this week", "{} things for this week"),
    "escalated": ("nobody has answered 1 thing yet", "nobody has answered {} things yet"),
    "overdue": ("1 thing still waits for an answer", "{} things still wait for an answer"),
    "storm": ("1 thing came up", "{} things came up at once"),
}


def urgent(known: Known, message: Message) -> Wanted:
    """In full, with details aside."""
    told = worst_first(message.findings)
    parts = [Part(_head(known, message)), *_listed(known, message, told)]
    parts += [details(known, finding) for finding in told[:SHOWN]]
    advice = dict.fromkeys(help_with(finding, known.routing.detectors) for finding in told[:SHOWN])
    return _wanted(known, message, parts, [f"→ {each}" for each in advice])


def lasting(known: Known, message: Message) -> Wanted:
    """A digest, or a storm: short, and it says what of it is over."""
    told = worst_first(message.findings)
    counts = _counts(known, told) if message.audience.kind == "storm" else []
    parts = [Part(_head(known, message)), *map(Part, counts), *_listed(known, message, told)]
    return _wanted(known, message, parts)


def moved(note: Standing, on: date) -> Wanted:
    """An earlier message, which says where it goes on."""
    text = f"Told again on {day(on)}, further down."
    return Wanted(note.target, text, "", note.findings, (Part(text),))


def _wanted(known: Known, message: Message, parts: Sequence[Part], more: Sequence[str] = ()) -> Wanted:
    told = tuple(replace(part, title=known.faceless(part.title), text=known.faceless(part.text)) for part in parts)
    lines = [f"• {_line(part)}" if part.title else part.text for part in told if not part.aside]
    return Wanted(message.target, "\n".join([*lines, *more]), "", message.told, told)


def _head(known: Known, message: Message) -> str:
    audience, count = message.audience, len(message.findings)
    over = len(message.told) - count
    one, several = _NEEDS[audience.kind]
    needs = one if count == 1 else several.format(f"{count:,}")
    if audience.kind in ("digest", "storm") and not count:
        needs = "all of this is sorted. Thank you!"
    elif audience.kind in ("digest", "storm") and over:
        needs += f" ({over:,} more {'is' if over == 1 else 'are'} off this list)"
    about = known.goals.get(audience.about)
    place = f" in {goal_told(known, about.key)}" if about else ""
    return f"{_addressed(known, audience)}{needs}{place}"


def _addressed(known: Known, audience: Audience) -> str:
    if audience.kind in ("overdue", "storm"):
        return ""
    if not audience.reader:
        return f"{ADMINS}: "
    if audience.reader.startswith("team "):
        return f"T{audience.reader[1:]}: "
    found = known.readers.get(audience.reader)
    is_called = audience.mention and known.calls(audience.tool, audience.reader)
    return f"{found.name}: " if found and found.name and not is_called else ""


def _listed(known: Known, message: Message, told: Sequence[Finding]) -> Iterator[Part]:
    for finding in told[:SHOWN]:
        yield piece(known, message.audience, finding)
    if len(told) > SHOWN:
        yield Part(f"… and {len(told) - SHOWN:,} more: {ALL}.")


def _counts(known: Known, told: Sequence[Finding]) -> list[str]:
    """By detector and by goal, the most first."""
    names = Counter(known.routing.detectors[each.observation.detector].name for each in told)
    keys = Counter(each.observation.goal for each in told)
    goals = Counter({goal_told(known, key) if key else "no goal": count for key, count in keys.items()})
    lines = [f"{what}: {_most(counts)}" for what, counts in (("What", names), ("Where", goals)) if counts]
    return [*lines, f"Whoever owns it is told with the weekly digest; {ALL}."] if told else []


def _most(counts: Counter[str]) -> str:
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    rest = sum(count for _, count in ordered[COUNTED:])
    told = [f"{count:,} × {name}" for name, count in ordered[:COUNTED]]
    return ", ".join([*told, *([f"{rest:,} × others"] if rest else [])])


def _line(part: Part) -> str:
    url = f" · {part.url}" if part.url else ""
    return f"{part.title} {part.text.replace(chr(10), ' · ')}{url}"
