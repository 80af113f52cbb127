"""Numbers, days and places as the report writes them; filters of its template."""

from datetime import date, datetime

from core.answers import Answer
from core.facts import GoalFact
from core.flow import Share, Spread
from core.health import BEHIND_RATIO, Health

UNKNOWN = "–"
SAFE = ("https://", "http://")


def percent(share: float | None) -> str:
    return UNKNOWN if share is None else f"{share:.0%}"


def points(share: float) -> str:
    """Of all effort, with its sign: `+5.4`."""
    return f"{share * 100:+.1f}"


def number(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:g}"


def about(value: float) -> str:
    """A guess deserves no more digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def day(at: date | datetime | None) -> str:
    return UNKNOWN if at is None else f"{at:%Y-%m-%d}"


def spread(found: Spread) -> str:
    return UNKNOWN if found.p50 is None else f"{found.p50:.1f} / {found.p85:.1f}"


def share(found: Share) -> str:
    return percent(found.share)


def pace(ratio: float | None) -> Health:
    """The health that a ratio of progress to expected progress stands for."""
    if ratio is None:
        return "unknown"
    return "on track" if ratio >= 1 else "behind" if ratio >= BEHIND_RATIO else "off track"


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
