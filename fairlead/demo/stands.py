"""What people see of our writing when they open their tools: read from the servers, not from the hub."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from core.plan import Operation, Plan
from core.wording import OPENING
from sandbox.company import Company
from sandbox.company.goals import BOOK, TAB

STATUS = "Fairlead"


def what_stands(company: Company, plan: Plan) -> RenderableType:
    """One example of each kind of note that the plan changed: what is there now and, where it was removed, what was."""
    return Group(*_panels(company, plan))


def _panels(company: Company, plan: Plan) -> Iterator[Panel]:
    jira, github, slack = company.tools.jira, company.tools.github, company.tools.slack
    if note := _first(plan, "jira", "comment"):
        key = note.target.place
        comments = [_plain(comment["body"]) for comment in jira.comments(key)]
        yield _panel(f"Jira {key}", note, *_labels(jira.labels(key)), *_ours(comments))
    if note := _first(plan, "jira", "link"):
        links = [link["object"]["title"] for link in jira.remote_links(note.target.place)]
        yield _panel(f"Jira {note.target.place} · remote links", note, *(links or ["none"]))
    if note := _first(plan, "github", "comment"):
        repo, _, number = note.target.place.partition("#")
        comments = [_rendered(comment["body"]) for comment in github.comments(repo, int(number))]
        yield _panel(f"GitHub {note.target.place}", note, *_labels(github.labels(repo, int(number))), *_ours(comments))
    if note := _first(plan, "slack", "message"):
        messages = slack.messages(note.target.place.lstrip("#"))
        texts = [_spoken(message, slack.users) for message in messages if _mark(message) == note.mark]
        yield _panel(f"Slack {note.target.place}", note, *(texts or ["no message of ours"]))
    if _first(plan, "sheets", "cells"):
        yield _panel("Sheet · column Fairlead", None, *_cells(company))


def _first(plan: Plan, tool: str, verb: str) -> Operation | None:
    found = (
        operation for operation in plan.operations if (operation.target.tool, operation.target.verb) == (tool, verb)
    )
    return next(found, None)


def _labels(labels: Sequence[str]) -> list[str]:
    return [f"labels: {', '.join(labels) or 'none'}"]


def _ours(comments: Sequence[str]) -> list[str]:
    ours = [text.strip() for text in comments if text.startswith(OPENING)]
    return ours[-1:] or ["no comment of ours"]


def _mark(message: dict[str, Any]) -> object:
    return message.get("metadata", {}).get("event_payload", {}).get("mark")


def _rendered(markdown: str) -> str:
    """As GitHub shows it: without our hidden mark and the backslashes that keep characters plain."""
    return re.sub(r"\\(\W)", r"\1", markdown.partition("<!--")[0])


def _cells(company: Company) -> list[str]:
    header, *rows = company.tools.sheets.rows(BOOK, TAB)
    column = header.index(STATUS) if STATUS in header else len(header)
    filled = [f"{row[0]}: {row[column]}" for row in rows if len(row) > column and row[column]]
    return filled or ["empty"]


def _spoken(message: dict[str, Any], users: Mapping[str, Any]) -> str:
    """The text of a message's blocks, as its channel shows it."""
    text = "\n".join(block["text"]["text"] for block in message.get("blocks", ()) if "text" in block)
    named = re.sub(r"<@(\w+)>", lambda mention: f"@{users[mention[1]].name}", text)
    return unescape(re.sub(r"<(http[^>]*)>", r"\1", named))


def _plain(body: object) -> str:
    """The text of an ADF document."""
    if isinstance(body, dict):
        inner = "".join(_plain(part) for part in body.get("content", ()))
        return str(body.get("text", "")) + inner + ("\n" if body.get("type") in ("paragraph", "hardBreak") else "")
    return ""


def _panel(title: str, note: Operation | None, *lines: str) -> Panel:
    shown = Text("\n".join(lines).strip())
    if note and note.step == "remove":
        before = _essence(note.before or "")
        shown = Text.assemble(("was: ", "dim"), (before, "dim strike"), ("\nnow: ", "dim"), shown)
    return Panel(shown, title=title, title_align="left", border_style="dim")


def _essence(text: str) -> str:
    """The one line of a note that says what drifts."""
    paragraphs = text.removeprefix(OPENING).strip().splitlines()
    return paragraphs[0] if paragraphs else ""
