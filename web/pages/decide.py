"""`POST /findings/decide`: what somebody decides about findings, shown before it is done, whole or not at all."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from msgspec import Struct
from starlette.datastructures import QueryParams

from core.authority import Visitor
from core.phrases import counted
from core.projection import forms
from scheduler.actor import acting
from scheduler.answering.deciding import decision_of
from scheduler.deciding import NotTheirs, Refused, decide
from scheduler.decisions import ACKNOWLEDGED_DAYS, Decision, NotHandled
from scheduler.handling import Change
from scheduler.hub import Hub
from scheduler.listing import named_by
from scheduler.outcomes import may_mean_the_goal
from store.encoding import clean
from web.door import needs
from web.pages.lists import asked_of
from web.pages.shell import page
from web.site import site

router = APIRouter()
Act = Literal["acknowledge", "snooze", "exempt", "dispute", "reopen"]
Step = Literal["ask", "show", "do"]
"""What the form is sent for: to be filled in, to see what it would do, or to do it."""
DONE = {
    "acknowledge": "Acknowledge",
    "snooze": "Snooze",
    "exempt": "Exempt",
    "dispute": "Dispute",
    "reopen": "Reopen",
}
WHY = "(the reason you give)"
SHOWN = 30  # lines of what it would do
BACK = ("/findings", "/items/", "/goals/", "/teams/", "/tree")


class Terms(Struct, frozen=True):
    """As the form has it."""

    act: Act
    until: str = ""
    ends: str = ""
    reason: str = ""
    what: str = ""

    def decision(self) -> Decision:
        """NotHandled for what is no day."""
        return decision_of(self.act, {forms.DAY: self.until, forms.ENDS: self.ends, forms.WHAT: self.what})


@router.post("/findings/decide")
def decide_(
    request: Request,
    visitor: Annotated[Visitor, needs("read")],
    act: Annotated[Act, Form()],
    step: Annotated[Step, Form()] = "ask",
    finding: Annotated[Sequence[str], Form()] = (),
    everything: Annotated[str, Form()] = "",
    query: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
    ends: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    what: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/findings",
) -> Response:
    hub = site(request).hub
    names = _names(hub, visitor, finding, query if everything else None)
    today = hub.clock().date()
    terms = Terms(act, until or (_until(act, today) if step == "ask" else ""), ends, clean(reason), what)
    told = _Told(request, visitor, names, terms, today, _safe(back))
    try:
        if step == "do":
            with acting(visitor.person):
                decide(hub, visitor, names, terms.decision(), reason=terms.reason)
            return RedirectResponse(told.back, 303)
        meant = terms.reason or (WHY if step == "ask" and act in ("exempt", "dispute") else "")
        return told.shown(decide(hub, visitor, names, terms.decision(), reason=meant, dry_run=True))
    except NotHandled as error:
        return told.wrong(error)
    except NotTheirs as error:
        return told.refused(error.refused)


class _Told(Struct, frozen=True):
    """The page between the buttons and what they do."""

    request: Request
    visitor: Visitor
    names: tuple[str, ...]
    terms: Terms
    today: date
    back: str

    def shown(self, changes: Sequence[Change]) -> HTMLResponse:
        return self._page(200, changes=changes)

    def wrong(self, error: NotHandled) -> HTMLResponse:
        """Beside the field that it is about, where there is one."""
        said = f"{str(error)[:1].upper()}{str(error)[1:]}."
        return self._page(409, wrong=said, field=error.field)

    def refused(self, refused: Sequence[Refused]) -> HTMLResponse:
        theirs = {each.finding.fingerprint for each in refused}
        return self._page(403, refused=refused, rest=[each for each in self.names if each not in theirs])

    def _page(
        self,
        status: int,
        *,
        changes: Sequence[Change] = (),
        wrong: str = "",
        field: str = "",
        refused: Sequence[Refused] = (),
        rest: Sequence[str] = (),
    ) -> HTMLResponse:
        verb = DONE[self.terms.act]
        return page(
            self.request,
            self.visitor,
            "decide.html",
            status,
            terms=self.terms,
            names=self.names,
            today=self.today,
            back=self.back,
            verb=verb,
            deed=f"{verb} {counted(len(self.names), 'finding')}",
            changes=changes[:SHOWN],
            more=len(changes[SHOWN:]),
            at_goals=any(may_mean_the_goal(each) or (each.item and each.item.disputed) for each in changes),
            wrong=wrong,
            field=field,
            refused=refused,
            rest=rest,
            ends=forms.ends_of(self.terms.ends),
        )


def _names(hub: Hub, visitor: Visitor, chosen: Sequence[str], query: str | None) -> tuple[str, ...]:
    """Those that were ticked, or all of the list. A form that was shown holds its findings in one field."""
    if query is not None:
        found = named_by(hub, asked_of(QueryParams(query)), visitor.person)
    else:
        found = [name for each in chosen for name in each.split()]
    if not found:
        raise NotHandled("choose some findings first, then what becomes of them")
    return tuple(dict.fromkeys(clean(each) for each in found))


def _until(act: Act, today: date) -> str:
    """The day that stands in the form at first."""
    days = {"acknowledge": timedelta(days=ACKNOWLEDGED_DAYS), "snooze": forms.SNOOZED, "exempt": forms.REVIEWED}
    return str(today + days[act]) if act in days else ""


def _safe(back: str) -> str:
    """Only to a page of ours."""
    if not back.startswith(BACK) or "//" in back or "\\" in back:
        raise HTTPException(422)
    return back
