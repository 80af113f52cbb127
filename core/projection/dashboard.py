"""The alignment dashboard: one page for people who steer, controls first, then how things stand, every finding on it.

Its parts make a page by three rules: a part without an address is a section (of which a title is the heading), a part with
one is a line of the section before it, of which the title leads there, and the first part gives the page its title.

It is read by whoever may read that place. So of items it names keys and never titles, of persons names and never addresses.
It is no part of the plan that waits for an approval, so it can tell its hash.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from msgspec import Struct

from core.handling import Handling
from core.parts import Part, Parts
from core.phrases import counted, day
from core.plan import Target, Wanted
from core.projection import sections
from core.projection.known import Known
from core.stages import last_day

PREFERRED = ("github", "jira", "sheets")
OPENING = (
    "Fairlead keeps this page from what stands in the tools. Anything written into it is replaced; comments of people stay. "
    "Of work only keys stand here: who may see it, sees its title where it lies."
)
CONTROLS = (
    "• What would be written next, and what waits for an approval: fairlead plan",
    "• Approve exactly that plan: fairlead apply HASH",
    "• Take back all that a run wrote: fairlead undo RUN",
    "• Stop all writing at once: fairlead halt. Go on: fairlead resume. In between this page stays as it is too; fairlead plan "
    "and fairlead doctor tell that writing is halted",
    "• Say nothing new of a team for a while: fairlead silence add team=NAME --until DAY",
)


class Pending(Struct, frozen=True):
    """What only people can let go on: a `plan` (its hash) that is `held` for these reasons, none without reasons; and how many
    writes each tool refused for good."""

    plan: str = ""
    held: tuple[str, ...] = ()
    refused: Mapping[str, int] = {}


NOTHING = Pending()


def dashboard(known: Known, pending: Pending = NOTHING) -> Iterator[Wanted]:
    """The same page at each place that the settings name. Nothing before the first evaluation."""
    if known.overview and any(_can(known, target) for target in known.routing.pages):
        parts = page(known, pending)
        body = "\n".join(filter(None, (text for part in parts for text in (part.title, part.text))))
        for target in known.routing.pages:
            if _can(known, target):
                yield Wanted(target, body, "", (), parts)


def address(known: Known) -> str:
    """Where a person can see all findings: of the pages that stand, the first in the order of `PREFERRED`; empty before."""
    standing = {target.tool: known.standing.get(target) for target in known.routing.pages}
    refs = (note.ref for tool in PREFERRED if (note := standing.get(tool)) and note.ref)
    return next((ref for ref in refs if ref.startswith(("https://", "http://"))), "")


def page(known: Known, pending: Pending = NOTHING) -> Parts:
    return tuple(_parts(known, pending))


def _can(known: Known, target: Target) -> bool:
    return known.routing.can(target.tool, "page")


def _parts(known: Known, pending: Pending) -> Iterator[Part]:
    yield Part(OPENING, title=known.routing.page_title)
    yield Part("\n".join([*_waits(pending), *CONTROLS, *_silences(known)]), title="What you can do")
    yield from _decided(known)
    assert known.overview
    yield from sections.questions(known.overview)
    yield from sections.off_track(known)
    yield from sections.findings(known)
    yield from sections.gaps(known.overview)
    yield from sections.broken(known.overview)
    yield from sections.hub(known)


def _waits(pending: Pending) -> Iterator[str]:
    """What somebody should look at, before all else."""
    if pending.held:
        why = "; ".join(pending.held)
        yield f"• A plan waits for an approval: {why}. Look at it: fairlead plan. Approve it: fairlead apply {pending.plan}"
    for tool, count in sorted(pending.refused.items()):
        yield f"• Refused for good by {tool}: {counted(count, 'write')}. Why, and what to do: fairlead outbox"


def _silences(known: Known) -> Iterator[str]:
    for each in known.silences:
        what = ", ".join(f"{field}={glob}" for field, glob in sorted(each.matchers.items()))
        yield f"• Silent until {day(last_day(each.until))}: {known.faceless(what)}. End it: fairlead silence end {each.id}"


def _decided(known: Known) -> Iterator[Part]:
    """What people decided about findings, and until when that holds."""
    held = [(each, decision) for each in sections.ordered(known.findings) if (decision := known.decision(each))]
    if held:
        yield Part(f"{counted(len(held), 'finding')} that people have decided about.", title="Decided")
        for finding, decision in held:
            yield sections.line(known, finding, before=_says(decision))


def _says(decision: Handling) -> str:
    ends = {"": "", "worse": "until it gets worse", "changed": "until it changes"}[decision.ends]
    until = f"until {day(_last(decision, decision.until))}" if decision.until else ""
    return " ".join(filter(None, (decision.state, " or ".join(filter(None, (until, ends))))))


def _last(decision: Handling, until: datetime) -> date:
    """The day that people named: of an exemption the one on which somebody looks again, else the last on which it counts."""
    return until.date() if decision.state == "exempt" else last_day(until)
