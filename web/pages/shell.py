"""What all pages have: the frame with its navigation, the filters of their templates, and how a part is sent alone."""

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup, escape

from core.authority import Visitor, may
from core.phrases import counted, day, minute
from scheduler import outcomes
from scheduler.service.words import lasted
from web import report as drawn
from web.assets import address
from web.pages import addresses

PAGES = (
    ("/", "Overview", "overview"),
    ("/tree", "Alignment", "tree"),
    ("/findings", "Findings", "findings"),
    ("/rules", "Rules", "rules"),
    ("/plan", "Plan", "plan"),
    ("/connectors", "Connectors", "connectors"),
    ("/audit", "Audit", "audit"),
)


def page(request: Request, visitor: Visitor | None, template: str, /, status: int = 200, **shown: Any) -> HTMLResponse:
    """The page; for htmx its main part alone, which replaces the one that stands there."""
    told = {"request": request, "visitor": visitor, "frame": frame_of(request), **shown}
    text = environment().get_template(template).render(told)
    return HTMLResponse(text, status, headers={"vary": "HX-Request"})


def frame_of(request: Request) -> str:
    return "part.html" if request.headers.get("hx-request") == "true" else "shell.html"


def failed(request: Request, status: int, said: str) -> HTMLResponse:
    """A page for what cannot be had."""
    text = (
        environment()
        .get_template("failed.html")
        .render(request=request, visitor=None, frame=frame_of(request), status=status, said=said)
    )
    return HTMLResponse(text, status)


def coded(words: str) -> Markup:
    """Commands between backticks as code; all else is escaped."""
    told = (
        Markup("<code>{}</code>").format(part) if n % 2 else escape(part) for n, part in enumerate(words.split("`"))
    )
    return Markup("").join(told)


@cache
def environment() -> Environment:
    made = drawn.environment(ChoiceLoader([PackageLoader("web.pages"), PackageLoader("web.report")]))
    made.filters.update(
        long_day=day,
        minute=minute,
        lasted=lasted,
        coded=coded,
        goal_page=addresses.goal,
        team_page=addresses.team,
        item_page=addresses.item,
    )
    made.filters["outcome"] = lambda change: outcomes.of_finding(change, dry_run=True)
    made.globals.update(PAGES=PAGES, asset=address, counted=counted, may=may, at=addresses.at, ago=addresses.ago)
    return made
