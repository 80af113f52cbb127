"""What people see of our writing when they open their tools: read from the servers, not from the hub."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from core.plan import Operation, Plan
from sandbox.company import Company
from sandbox.company.goals import BOOK, TAB

STATUS = "Fairlead"


def what_stands(company: Company, plan: Plan) -> RenderableType:
    """One example from each tool of what the plan changed there."""
    return Group(*_panels(company, plan))


def _panels(company: Company, plan: Plan) -> Iterator[Panel]:
    tools = company.tools
    if place := _first(plan, "jira", "comment"):
        comments = [_plain(comment["body"]) for comment in tools.jira.comments(place.target.place)[-1:]]
        labels = ", ".join(tools.jira.labels(place.target.place)) or "none"
        yield _panel(f"Jira {place.target.place}", f"labels: {labels}", *_ours(comments))
    if place := _first(plan, "jira", "link"):
        links = [link["object"]["title"] for link in tools.jira.remote_links(place.target.place)]
        yield _panel(f"Jira {place.target.place} · remote links", *(links or ["none"]))
    if place := _first(plan, "github", "comment"):
        repo, _, number = place.target.place.partition("#")
        comments = [comment["body"] for comment in tools.github.comments(repo, int(number))[-1:]]
        labels = ", ".join(tools.github.labels(repo, int(number))) or "none"
        yield _panel(f"GitHub {place.target.place}", f"labels: {labels}", *_ours(comments))
    if place := _first(plan, "slack", "message"):
        messages = tools.slack.messages(place.target.place.lstrip("#"))
        texts = [_spoken(message) for message in messages if message.get("metadata")]
        yield _panel(f"Slack {place.target.place}", *texts[-1:])
    if place := _first(plan, "sheets", "cells"):
        yield _panel("Sheet · column Fairlead", *_cells(company))


def _first(plan: Plan, tool: str, verb: str) -> Operation | None:
    found = (
        operation for operation in plan.operations if (operation.target.tool, operation.target.verb) == (tool, verb)
    )
    return next(found, None)


def _ours(comments: list[str]) -> list[str]:
    return [comment.partition("<!--")[0].strip() for comment in comments if "Fairlead" in comment] or [
        "no comment of ours"
    ]


def _cells(company: Company) -> list[str]:
    header, *rows = company.tools.sheets.rows(BOOK, TAB)
    column = header.index(STATUS) if STATUS in header else len(header)
    filled = [f"{row[0]}: {row[column]}" for row in rows if len(row) > column and row[column]]
    return filled or ["empty"]


def _spoken(message: dict[str, Any]) -> str:
    """The text of a message's blocks, as its channel shows it."""
    return "\n".join(block["text"]["text"] for block in message.get("blocks", ()) if "text" in block)


def _plain(body: object) -> str:
    """The text of an ADF document."""
    if isinstance(body, dict):
        inner = "".join(_plain(part) for part in body.get("content", ()))
        return str(body.get("text", "")) + inner + ("\n" if body.get("type") in ("paragraph", "hardBreak") else "")
    return ""


def _panel(title: str, *lines: str) -> Panel:
    return Panel(Text("\n".join(lines).strip()), title=title, title_align="left", border_style="dim")
