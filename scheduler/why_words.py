"""Why an item is where it is, in words: for the command and for pages."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from mappings.traces import RuleTrace, Trace
from store.provenance import Interval, Saying

GROUPS = {"all": "all of", "any": "one of", "not": "not all of"}
LONG = 60  # characters of a value


class Check(Struct, frozen=True):
    """One test of a rule: whether it held, and what the item `has` there; of a group nothing. Parts of a group are deeper."""

    depth: int
    held: bool
    words: str
    has: str


def aim(link: Interval) -> str:
    """`O-1 60%`."""
    share = "" if link.share == 1 or not link.goal else f" {link.share:.0%}" if link.share else " (reference)"
    return f"{link.goal or 'needs no goal'}{share}"


def by(link: Interval) -> str:
    """Whatever made the link."""
    rule = f"rule {link.rule}, version {(link.version or '')[:8]}" if link.rule else ""
    who = {"manual": f"by hand, {link.actor}", "key": "named by the item", "rule": f"by {rule}"}
    inherited = f"inherited{f', from {rule}' if rule else ''}"
    return who.get(link.via, inherited if link.via == "inherited" else f"by {rule}")


def said(saying: Saying) -> str:
    share = f" {saying.share:.0%}" if 0 < saying.share < 1 else ""
    what = (
        f"does not serve {saying.goal}"
        if saying.disputed
        else f"serves {saying.goal}{share}"
        if saying.goal
        else "needs no goal"
    )
    until = f", until {saying.until}" if saying.until else ""
    why = f": {saying.reason}" if saying.reason else ""
    return f"{saying.actor or 'a person'} said on {on(saying.at)}{until} that it {what}{why}"


def leads(rule: RuleTrace) -> str:
    """Where a rule leads to: `O-1 60%, refers to O-3`."""
    shares = ", ".join(goal if share == 1 else f"{goal} {share:.0%}" for goal, share in rule.shares)
    also = f"refers to {', '.join(rule.also)}" if rule.also else ""
    return ", ".join(filter(None, (shares, also))) or "needs no goal"


def nearly_holds(rule: RuleTrace) -> bool:
    """Something holds besides the tool, which holds for too many items to tell anything."""
    return any(trace.held and not trace.condition.startswith("source ") for trace in rule.when)


def checks(traces: Iterable[Trace], depth: int = 0) -> Iterator[Check]:
    for trace in traces:
        words = _group(trace) if trace.group else trace.condition
        has = "" if trace.group else f"has {_short(', '.join(trace.seen)) or 'nothing'}"
        yield Check(depth, trace.held, words, has)
        yield from checks(trace.parts, depth + 1)


def on(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""


def _group(trace: Trace) -> str:
    return "not" if trace.group == "not" and len(trace.parts) == 1 else GROUPS[trace.group or "all"]


def _short(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:LONG]}…"
