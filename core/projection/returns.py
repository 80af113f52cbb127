"""A tool that failed, and is read again, is told of once, where people heard that it failed: an edit of that message rings
nobody's bell.

What stands stays as it is: a message about a moment is never wrong.
"""

from collections.abc import Iterator

from core.delivery import is_quiet
from core.phrases import minute
from core.plan import Target, Wanted
from core.projection.known import Known
from core.projection.topics import telling
from core.returns import Return
from core.wording import ADMINS

KIND = "back"


def returns(known: Known) -> Iterator[Wanted]:
    standing = {target: note for target, note in known.standing.items() if _is_return(target)}
    asleep = is_quiet(known.now, known.zone(""), known.routing.alerts)
    for each in known.returned:
        for target in _targets(known, each):
            if target in standing or not asleep:
                standing.pop(target, None)
                yield Wanted(target, _says(each))
    for target, note in standing.items():
        yield Wanted(target, note.body, note.url, note.findings, note.parts)


def _targets(known: Known, back: Return) -> list[Target]:
    """One for each channel that was told of the failure."""
    heard = {(target.tool, target.place) for target, told in known.added if told in back.findings and telling(target)}
    topic = f"|{KIND}|{back.at.date()}||{back.connector}"
    can = [(tool, place) for tool, place in sorted(heard) if known.routing.can(tool, "message")]
    return [Target(tool, "message", place, topic) for tool, place in can]


def _is_return(target: Target) -> bool:
    return target.verb == "message" and target.topic.startswith(f"|{KIND}|")


def _says(back: Return) -> str:
    return (
        f"{ADMINS}: {back.connector} is read again ({minute(back.at)}). It was not since {minute(back.since)}; what changed "
        "there meanwhile is read now, and nothing was concluded from its silence."
    )
