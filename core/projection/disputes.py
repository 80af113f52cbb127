"""What people say is wrong, told to whoever can mend it: one message to the owner of each rule, or to the admins.

It goes when all of it is settled: the rule was edited, the item linked by hand, or the dispute taken back.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from core.delivery import is_quiet
from core.disputes import OpenDispute
from core.phrases import counted
from core.plan import Target, Wanted
from core.projection.known import Known
from core.wording import ADMINS

SHOWN = 10  # disputes told in full, of all rules of an owner
REASON = 200  # characters of a reason


def disputes(known: Known) -> Iterator[Wanted]:
    by_owner: dict[str, list[OpenDispute]] = defaultdict(list)
    for each in sorted(known.disputes):
        by_owner[each.owner].append(each)
    for owner, theirs in by_owner.items():
        for target in _targets(known, owner):
            yield Wanted(target, _message(known, target.tool, owner, theirs))


def _targets(known: Known, owner: str) -> Iterator[Target]:
    """In the channel of the owner's team, where there is one. An owner that is an e-mail address is called by name, and so a
    new message waits until the quiet hours are over."""
    routing, reader = known.routing, known.readers.get(owner)
    channel = routing.home(reader.team if reader else owner)
    topic = "|".join((owner if "@" in owner else "", "disputes", "", owner, ""))
    asleep = is_quiet(known.now, known.zone(owner), routing.alerts)
    for tool in routing.verbs:
        if channel and routing.can(tool, "message"):
            target = Target(tool, "message", channel, topic)
            if not asleep or target in known.standing:
                yield target


def _message(known: Known, tool: str, owner: str, theirs: Sequence[OpenDispute]) -> str:
    who = counted(len({each.actor for each in theirs}), "person says", "people say")
    lines = [f"{_addressed(known, tool, owner)}{who} that this is wrong"]
    rule = None
    for each in theirs[:SHOWN]:
        if each.rule and each.rule != rule:
            lines.append(f"Rule “{each.rule}”")
        rule = each.rule
        lines.append(f"• {_line(known, each)}")
    if len(theirs) > SHOWN:
        lines.append(f"… and {len(theirs) - SHOWN:,} more: `fairlead rules check` counts them.")
    look = dict.fromkeys(each.look for each in theirs[:SHOWN])
    return "\n".join(
        [*lines, f"→ {next(iter(look))} tells why. Mend the rule, or take the dispute back, and this goes."]
    )


def _line(known: Known, each: OpenDispute) -> str:
    reason = " ".join(known.faceless(each.reason).split())
    reason = reason if len(reason) <= REASON else reason[: REASON - 1] + "…"
    said = f"{each.about} {known.faceless(each.says)}, says {known.called(each.actor)}"
    return f"{said}: {reason}" if reason else said


def _addressed(known: Known, tool: str, owner: str) -> str:
    if known.calls(tool, owner):
        return ""
    reader = known.readers.get(owner)
    name = (reader.name if reader else "") or ("" if "@" in owner else owner or ADMINS)
    return f"{name}: " if name else ""
