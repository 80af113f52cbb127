"""Numbers, days and places as the report writes them; filters of its template."""

from datetime import date, datetime

from core.answers import Answer
from core.facts import GoalFact
from core.flow import Share, Spread

UNKNOWN = "–"
SAFE = ("https://", "http://")
BEHIND, OFF = 1.0, 0.9  # of the expected progress, below which a pace is slightly behind, and off


def percent(share: float | None) -> str:
    return UNKNOWN if share is None else f"{share:.0%}"


def points(share: float) -> str:
    """Of all effort, with its sign: `+5.4`."""
    return f"{share * 100:+.1f}"


def number(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:g}"


def day(at: date | datetime | None) -> str:
    return UNKNOWN if at is None else f"{at:%Y-%m-%d}"


def spread(found: Spread) -> str:
    return UNKNOWN if found.p50 is None else f"{found.p50:.1f} / {found.p85:.1f}"


def share(found: Share) -> str:
    return percent(found.share)


def pace(ratio: float | None) -> str:
    """The word of D8 for a ratio of progress to expected progress."""
    if ratio is None:
        return "not known"
    return "on track" if ratio >= BEHIND else "slightly behind" if ratio >= OFF else "off track"


def link(url: str) -> str:
    """The address if a browser may go there; else nothing: what a tool gives may be a script."""
    return url if url.lower().startswith(SAFE) else ""


def work(fact: GoalFact) -> str:
    """`3 in work · 1 to do`."""
    counts = ((fact.doing_items, "in work"), (fact.open_items - fact.doing_items, "to do"), (fact.done_items, "done"))
    return " · ".join(f"{n:,} {name}" for n, name in counts if n) or "no work"


def verdict(answer: Answer) -> str:
    """The class of an answer's card: partly is no alarm."""
    if answer.good is None:
        return "open"
    return "good" if answer.good else "fair" if answer.word == "partly" else "bad"
