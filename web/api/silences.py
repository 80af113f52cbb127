"""Silences: nothing new is told of findings that match, until a day."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field

from core.authority import Visitor
from core.handling import Silence
from scheduler.actor import acting
from scheduler.silencing import counted_silences, end_silence, silence
from web.api.router import resources
from web.api.shapes import Given, Reason, Told, Words
from web.door import needs
from web.site import SiteHere

router = resources("silences")
Reader = Annotated[Visitor, needs("read")]
Decider = Annotated[Visitor, needs("decide")]
Matched = Literal["detector", "severity", "team", "owner", "goal", "subject"]


class SilenceOut(Told):
    """Until a moment, of all open findings in which each field is as its glob says (`quiets` so many now)."""

    id: str
    matchers: dict[str, str]
    until: datetime
    actor: str
    at: datetime
    reason: str
    quiets: int


class SilenceIn(Given):
    """Up to and including the day `until`; `matchers` are fields with globs, such as `team` and `pay*`."""

    matchers: dict[Matched, Words] = Field(min_length=1)
    until: date
    reason: Reason = ""
    dry_run: bool = False


@router.get("/silences")
def silences(
    here: SiteHere, _visitor: Reader, everything: Annotated[bool, Query(description="those that ended too")] = False
) -> list[SilenceOut]:
    """Those in force, the one that ends first before the others; or all there ever were, the newest first."""
    return [_told(each, many) for each, many in counted_silences(here.hub, everything=everything)]


@router.post("/silences")
def add(here: SiteHere, visitor: Decider, given: SilenceIn) -> SilenceOut:
    """Begins at once; with `dry_run` only what it would quiet."""
    matchers = {str(field): glob for field, glob in given.matchers.items()}
    with acting(visitor.person):
        made = silence(
            *(here.hub, matchers, given.until), actor=visitor.person, reason=given.reason, dry_run=given.dry_run
        )
    return _told(made.silence, len(made.quiets))


@router.delete("/silences/{id}")
def end(here: SiteHere, visitor: Decider, id: Annotated[Words, Path()]) -> SilenceOut:  # noqa: A002 - its name in the path
    """The one in force whose id begins so ends now."""
    with acting(visitor.person):
        ended = end_silence(here.hub, id, actor=visitor.person)
    return _told(ended.silence, len(ended.quiets))


def _told(one: Silence, quiets: int) -> SilenceOut:
    return SilenceOut(
        id=one.id,
        matchers=dict(one.matchers),
        until=one.until,
        actor=one.actor,
        at=one.at,
        reason=one.reason,
        quiets=quiets,
    )
