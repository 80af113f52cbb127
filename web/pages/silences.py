"""`/silences`: findings of which nothing new is told for a while, whoever they are about."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from core.authority import Visitor
from core.handling import MATCHED
from core.phrases import counted
from core.stages import last_day
from scheduler.actor import acting
from scheduler.decisions import NotHandled
from scheduler.silencing import counted_silences, end_silence, silence
from store.encoding import clean
from web.door import needs
from web.pages.shell import page
from web.site import site

router = APIRouter()
Reader = Annotated[Visitor, needs("read")]
Decider = Annotated[Visitor, needs("decide")]
Field = Annotated[str, Form(max_length=300)]
DAYS = timedelta(days=7)  # that stand in the form at first


@router.get("/silences")
def silences(request: Request, visitor: Reader, everything: str = "") -> HTMLResponse:
    return _shown(request, visitor, everything=bool(everything))


@router.post("/silences")
def add(
    request: Request,
    visitor: Decider,
    until: Field = "",
    reason: Annotated[str, Form(max_length=1_000)] = "",
    step: Annotated[Literal["show", "do"], Form()] = "do",
    detector: Field = "",
    severity: Field = "",
    team: Field = "",
    owner: Field = "",
    goal: Field = "",
    subject: Field = "",
) -> Response:
    """Of what all these globs fit; one that is empty asks for nothing."""
    given = (detector, severity, team, owner, goal, subject)
    form = {name: clean(value).strip() for name, value in zip(MATCHED, given, strict=True)}
    told = {**form, "until": until, "reason": clean(reason)}
    matchers = {name: value for name, value in form.items() if value}
    try:
        with acting(visitor.person):
            made = silence(
                *(site(request).hub, matchers, _day(until)),
                actor=visitor.person,
                reason=told["reason"],
                dry_run=step == "show",
            )
    except NotHandled as error:
        return _shown(request, visitor, 409, wrong=str(error), form=told)
    if step != "show":
        return RedirectResponse("/silences", 303)
    many = len(made.quiets)
    return _shown(request, visitor, would=f"It would quiet {counted(many, 'open finding')}.", form=told)


@router.post("/silences/end")
def end(request: Request, visitor: Decider, id: Annotated[str, Form(max_length=40)]) -> Response:  # noqa: A002 - its name in the form
    with acting(visitor.person):
        end_silence(site(request).hub, id, actor=visitor.person)
    return RedirectResponse("/silences", 303)


def _day(until: str) -> date:
    try:
        return date.fromisoformat(until)
    except ValueError:
        raise NotHandled("say until when: a day such as 2026-01-31", "day") from None


def _shown(
    request: Request,
    visitor: Visitor,
    status: int = 200,
    *,
    everything: bool = False,
    form: Mapping[str, Any] | None = None,
    wrong: str = "",
    would: str = "",
) -> HTMLResponse:
    hub = site(request).hub
    now = hub.clock()
    empty = dict.fromkeys((*MATCHED, "reason"), "") | {"until": str(now.date() + DAYS)}
    return page(
        request,
        visitor,
        "silences.html",
        status,
        known=counted_silences(hub, everything=everything),
        everything=everything,
        now=now,
        last_day=last_day,
        MATCHED=MATCHED,
        form=form or empty,
        wrong=wrong,
        would=would,
    )
