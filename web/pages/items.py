"""`/items/{name}`: one item, its goals and why, what drifts there, and what somebody says of it by hand."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from core.authority import Visitor
from core.likelihood import words
from scheduler import outcomes, why_words
from scheduler.actor import acting
from scheduler.item_looks import ItemSeen, NotTheirItem, item_seen, may_say, say
from scheduler.suggesting import suggest_soon
from scheduler.wishes import NeedsNone, NotChosen, Serves, TakenBack, Wish, can_be_served
from store import goals
from store.encoding import clean
from web.door import NotAllowed, needs
from web.pages import addresses
from web.pages.shell import page
from web.site import site

router = APIRouter()
Reader = Annotated[Visitor, needs("read")]
Act = Literal["link", "unlink", "exempt", "dispute"]
NOTHING = {"goal": "", "until": "", "reason": ""}  # stands in the form
EARLIER = 10  # links that have ended
SHOWN = 30  # rules that do not hold


@router.get("/items/{name:path}")
def item(request: Request, name: str, visitor: Reader, why_not: str = "") -> HTMLResponse:
    return _shown(request, visitor, _seen(request, name, clean(why_not).strip()), why_not=why_not)


@router.get("/suggested/{name:path}")
def suggested(request: Request, name: str, visitor: Reader) -> HTMLResponse:
    """The goals that it probably serves: asked for by itself, since it takes seconds when nothing was learned yet."""
    hub, seen = site(request).hub, _seen(request, name)
    with hub.store.read() as tx:
        known = {goal.key: goal for goal in goals.all_goals(tx)}
    found = [each for each in suggest_soon(hub, seen.name) if each.goal in known]
    best = [(known[each.goal], words(each.confidence), each.reasons) for each in found]
    return page(request, visitor, "suggested.html", seen=seen, best=best, allowed=may_say(visitor, seen.answerable))


@router.post("/items/{name:path}")
def said(
    request: Request,
    name: str,
    visitor: Reader,
    act: Annotated[Act, Form()],
    step: Annotated[Literal["show", "do"], Form()] = "do",
    goal: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    hub, seen = site(request).hub, _seen(request, name)
    form = {"act": act, "goal": clean(goal).strip(), "until": until, "reason": clean(reason)}
    try:
        wish = _wish(act, form["goal"], until)
        with acting(visitor.person):
            told = say(hub, visitor, seen.name, wish, reason=form["reason"], dry_run=step == "show")
    except NotTheirItem as error:
        raise NotAllowed(str(error)) from None
    except NotChosen as error:
        return _shown(request, visitor, seen, 409, wrong=str(error), form=form)
    if step == "do":
        return RedirectResponse(addresses.item(seen.name), 303)
    return _shown(request, visitor, seen, would=outcomes.of_item(told, dry_run=True), form=form)


def _seen(request: Request, name: str, why_not: str = "") -> ItemSeen:
    try:
        return item_seen(site(request).hub, clean(name), why_not or None)
    except NotChosen:
        raise HTTPException(404) from None


def _wish(act: Act, goal: str, until: str) -> Wish:
    """NotChosen for what is no day, and for a goal that is missing."""
    try:
        last = date.fromisoformat(until) if until else None
    except ValueError:
        raise NotChosen(f"“{until[:20]}” is no day; write one such as 2026-01-31") from None
    if act in ("link", "dispute") and not goal:
        raise NotChosen("name a goal")
    match act:
        case "link":
            return Serves(((goal, 1.0),), last)
        case "unlink":
            return TakenBack()
        case "exempt":
            return NeedsNone(last)
        case "dispute":
            return TakenBack(goal)


def _shown(request: Request, visitor: Visitor, seen: ItemSeen, status: int = 200, /, **shown: Any) -> HTMLResponse:
    with site(request).hub.store.read() as tx:
        able = [goal for goal in goals.all_goals(tx) if can_be_served(goal)]
    road = seen.road
    rules = road.explanation.rules if road else ()
    told = {"wrong": "", "would": "", "why_not": "", "form": NOTHING, **shown}
    return page(
        request,
        visitor,
        "item.html",
        status,
        seen=seen,
        road=road,
        allowed=may_say(visitor, seen.answerable),
        able=sorted(able, key=lambda goal: goal.key),
        standing=[each for each in road.links if each.until is None] if road else [],
        ended=[each for each in road.links if each.until][:EARLIER] if road else [],
        holding=[rule for rule in rules if rule.verdict != "fails"],
        nearly=[rule for rule in rules if rule.verdict == "fails" and why_words.nearly_holds(rule)][:SHOWN],
        why=why_words,
        **told,
    )
