"""Looks at a draft that save nothing: lint as somebody types, the preview on stored items, tests; and words to complete."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from core.authority import Visitor
from mappings.fields import FIELDS, OWN
from mappings.operators import OPERATORS
from scheduler.rule_changes import Superseded
from scheduler.rule_drafts import lint
from store import goals
from web.door import needs
from web.pages.rules.drafts import Sent, sent
from web.pages.rules.editing import shown
from web.pages.rules.outcome import AGAIN, Outcome, checked, previewed, tested
from web.site import site

router = APIRouter()
May = Annotated[Visitor, needs("edit")]
KEYS = (
    "id",
    "goal",
    "exempt",
    "also",
    "when",
    "unless",
    "weight",
    "stop",
    "valid_from",
    "valid_to",
    "description",
    "owner",
)


@router.post("/rules/lint")
def mark(request: Request, visitor: May, file: Sent, text: Sent = "") -> JSONResponse:  # noqa: ARG001 - who may not is refused
    """Problems as the editor marks them; those of other files stand at the first line."""
    draft = sent(site(request).hub, file, text, "")
    found = lint(site(request).hub, draft.file, draft.text)
    return JSONResponse([_marked(draft.file.name, each.place, each.level, each.message) for each in found])


def _marked(file: str, place: str, level: str, message: str) -> dict[str, Any]:
    name, _, line = place.rpartition(":")
    here = name == file
    return {"line": int(line) if here else 1, "level": level, "message": message if here else f"{place}: {message}"}


@router.post("/rules/check")
def check(request: Request, visitor: May, file: Sent, base: Sent, text: Sent = "") -> HTMLResponse:
    draft = sent(site(request).hub, file, text, base)
    return shown(request, visitor, draft, checked(site(request).hub, draft))


@router.post("/rules/test")
def run_tests(request: Request, visitor: May, file: Sent, base: Sent, text: Sent = "") -> HTMLResponse:
    draft = sent(site(request).hub, file, text, base)
    return shown(request, visitor, draft, tested(site(request).hub, draft))


@router.post("/rules/preview")
def preview(request: Request, visitor: May, file: Sent, base: Sent, text: Sent = "", whole: Sent = "") -> HTMLResponse:
    draft = sent(site(request).hub, file, text, base)
    try:
        found = previewed(site(request).hub, draft, visitor, whole=bool(whole), again=AGAIN)
        return shown(request, visitor, draft, found)
    except Superseded as error:
        return shown(request, visitor, draft, Outcome(wrong=str(error)), status=409)


@router.get("/rules/words")
def words(request: Request, visitor: Annotated[Visitor, needs("read")]) -> JSONResponse:  # noqa: ARG001 - as above
    """What can be written: keys, fields with what they are, operators, and goals that are not over."""
    with site(request).hub.store.read() as tx:
        known = goals.by_key(tx)
    return JSONResponse(
        {
            "keys": KEYS,
            "fields": [
                *(
                    {"name": name, "is": f"{field.type}{', many' if field.many else ''}"}
                    for name, field in FIELDS.items()
                ),
                {"name": OWN, "is": "a table of your site's own"},
            ],
            "operators": [*OPERATORS, "not"],
            "goals": [
                {"key": goal.key, "title": goal.title}
                for goal in known.values()
                if not goal.closed and goal.superseded_by is None
            ],
        }
    )
