"""`/rules/suggestions`: rules that people's links suggest, each to be looked at before it is saved."""

import tomllib
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from core.authority import Visitor
from mappings.edits import EditError, with_rule
from scheduler.proposing import LEAST, proposals
from scheduler.rule_changes import Superseded
from web.door import needs
from web.pages.rules.drafts import Sent, opened, reading
from web.pages.rules.editing import shown
from web.pages.rules.outcome import AGAIN, Outcome, previewed
from web.pages.shell import page
from web.site import site

router = APIRouter()
PRECISE = 0.8  # share of the linked items it holds for that a proposed rule is right for
MOST = 10


@router.get("/rules/suggestions")
def suggestions(request: Request, visitor: Annotated[Visitor, needs("read")], look: bool = False) -> HTMLResponse:
    """What is asked with `look` takes seconds where there are many links."""
    hub = site(request).hub
    with reading(hub):
        found = proposals(hub, precise=PRECISE, most=MOST) if look else None
    return page(request, visitor, "rules/suggestions.html", seen=found, least=LEAST, precise=PRECISE)


@router.post("/rules/suggestions")
def accept(request: Request, visitor: Annotated[Visitor, needs("edit")], toml: Sent) -> HTMLResponse:
    """The editor with this rule in the hub's own file, and what it would do; nothing is saved yet."""
    hub = site(request).hub
    draft = opened(hub, None)
    try:
        (rule,) = tomllib.loads(toml)["rule"]
        draft = opened(hub, None, with_rule(draft.text, rule))
        return shown(request, visitor, draft, previewed(hub, draft, visitor, whole=False, again=AGAIN))
    except (EditError, Superseded) as error:
        return shown(request, visitor, draft, Outcome(wrong=str(error)), status=409)
    except (ValueError, KeyError, TypeError):
        return shown(request, visitor, draft, Outcome(wrong="that is no rule in TOML"), status=409)
