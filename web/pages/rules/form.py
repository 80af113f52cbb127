"""`/rules/new` and `/rules/{id}`: one rule, and a form for it that writes the TOML. Nothing of it needs a script."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from core.authority import Visitor
from mappings.edits import EditError
from mappings.fields import FIELDS, own, own_name
from mappings.merging import difference
from mappings.rows import BARE, OPERATIONS
from mappings.rules import leaves
from mappings.words import in_words
from scheduler.hub import Hub
from scheduler.rule_changes import Superseded
from scheduler.rule_files import files
from scheduler.rules_seen import RuleSeen, RulesSeen, rules_seen
from store import rules
from web.door import needs
from web.pages.rules.drafts import SHOWN, Draft, opened, reading
from web.pages.rules.outcome import Again, Outcome, kept, previewed
from web.pages.rules.typed import Typed, of_rule, typed, written
from web.pages.shell import page
from web.site import site

router = APIRouter()
SAMPLES = 8
AGAIN = Again("/rules/form", "rule-form", "do", "look whole")


async def _form(request: Request) -> FormData:
    return await request.form()


@router.get("/rules/new")
def new(request: Request, visitor: Annotated[Visitor, needs("edit")], file: str | None = None) -> HTMLResponse:
    draft = opened(site(request).hub, file)
    return _page(request, visitor, Typed(), draft, _seen(site(request).hub))


@router.post("/rules/form")
def fill(
    request: Request, visitor: Annotated[Visitor, needs("edit")], form: Annotated[FormData, Depends(_form)]
) -> Response:
    """`do` is the button: a row more or less, a look, or saving."""
    hub, do = site(request).hub, str(form.get("do", "look"))
    seen, given = _seen(hub), typed(form).pressed(do)
    begun = opened(hub, str(form.get("file", "")))
    known = seen.find(given.id) if form.get("was") else None
    if do.startswith(("add ", "drop ")):
        return _page(request, visitor, given, begun, seen, known, fresh=do)
    try:
        text = written(begun.text, given, of_rule(known.rule) if known else None)
    except EditError as error:
        return _page(request, visitor, given, begun, seen, known, Outcome(wrong=str(error)), status=409)
    draft = Draft(begun.file, text, str(form.get("base", "")), begun.present)
    if not form.get("was") and seen.find(given.id):
        taken = Outcome(wrong=f'there is a rule "{given.id}" already; choose another id')
        return _page(request, visitor, given, begun, seen, known, taken, status=409)
    if do == "save":
        done = kept(hub, draft, visitor)
        if isinstance(done, str):
            return RedirectResponse(done, 303)
        return _page(request, visitor, given, draft, seen, known, done, status=409)
    return _page(request, visitor, given, draft, seen, known, _looked(request, visitor, draft, do))


@router.get("/rules/{name:path}")
def rule(request: Request, visitor: Annotated[Visitor, needs("read")], name: str) -> HTMLResponse:
    hub = site(request).hub
    seen = _seen(hub)
    known = seen.find(name)
    if known is None:
        raise HTTPException(404)
    given = of_rule(known.rule) if known in seen.rules and not seen.mistakes else None
    return _page(request, visitor, given, opened(hub, known.file), seen, known)


def _seen(hub: Hub) -> RulesSeen:
    with reading(hub):
        return rules_seen(hub)


def _looked(request: Request, visitor: Visitor, draft: Draft, do: str) -> Outcome:
    try:
        return previewed(site(request).hub, draft, visitor, whole=do == AGAIN.value, again=AGAIN)
    except Superseded as error:
        return Outcome(wrong=str(error))


def _page(
    request: Request,
    visitor: Visitor,
    given: Typed | None,
    draft: Draft,
    seen: RulesSeen,
    known: RuleSeen | None = None,
    found: Outcome | None = None,
    *,
    status: int = 200,
    fresh: str = "",
) -> HTMLResponse:
    hub = site(request).hub
    with hub.store.read() as tx:
        samples = rules.samples(tx, known.rule.id, SAMPLES) if known else []
    return page(
        request,
        visitor,
        "rules/rule.html",
        status=status,
        given=given,
        draft=draft,
        base=SHOWN.note(draft.present),
        seen=seen,
        known=known,
        samples=samples,
        found=replace(found or Outcome(), stale=False),
        stale=bool(found and found.stale),
        lines=difference(draft.present, draft.text) if draft.changed else [],
        fresh=fresh,
        **_choices(request, seen),
    )


def _choices(request: Request, seen: RulesSeen) -> dict[str, Any]:
    asked = {leaf.field for each in seen.rules for leaf in leaves((*each.rule.when, *each.rule.unless))}
    mine = {name: own(name) for name in sorted(filter(None, map(own_name, asked)))}
    return {
        "fields": [*FIELDS, *mine.values()],
        "operations": OPERATIONS,
        "bare": BARE,
        "files": [each.name for each in files(site(request).hub.config)],
        "words": in_words,
    }
