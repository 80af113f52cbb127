"""Edits of rule files: each is previewed, weighed by the guard, written whole, put on record, and mapped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from mappings import RulesError
from mappings.rules import digest
from scheduler.actor import actor
from scheduler.config import ConfigError
from scheduler.files import read_text, save
from scheduler.hub import Hub
from scheduler.linking import Held, Linked, link
from scheduler.moves import Kind
from scheduler.rule_changes import Preview, preview
from scheduler.rule_files import with_candidate
from store import audit

SAVED = "save rules"
TEXT = "text of rules"  # under its digest, once


@dataclass(frozen=True)
class Edit:
    """A new text for the rule file at `path`, and the digest of the text that it was made from (`base`). Complaints about the
    text name it as `called`."""

    path: Path
    text: str
    base: str
    called: str | None = None


@dataclass(frozen=True)
class Saved:
    """What an edit does. `linked` is what mapping then brought, None where nothing was written: in a trial, where the guard
    has `held` it, or where the file says so already (`same`)."""

    edit: Edit
    preview: Preview
    same: bool = False
    held: Held | None = None
    linked: Linked | None = None


class Moved(Struct, frozen=True, omit_defaults=True):
    """The text that an edit left behind, by its digest, what it did to how many items, and who made it where somebody else
    approved it."""

    digest: str
    moved: Mapping[Kind, int] = {}
    author: str | None = None


class Conflict(ConfigError):
    """The file is not any more what the edit was made from."""


@dataclass(frozen=True)
class Past:
    """An edit on record. `actor` saved it; `author` made it, where that was somebody else."""

    at: datetime
    actor: str
    file: str
    before: str
    after: str
    moved: Mapping[Kind, int]
    author: str | None = None


def save_rules(
    hub: Hub,
    edit: Edit,
    *,
    approval: str | None = None,
    author: str | None = None,
    trial: bool = False,
    judged: bool = True,
) -> Saved:
    """The one way to save an edit: seen before it is done, on record, and in force at once.

    RulesError when the text cannot be used or leads to goals that nobody knows, Conflict when the file is not any more what
    the edit was made from. What the guard holds is written only with its approval; `author` made it, where that is not whoever
    saves it. Without `judged` it is seen without effort and findings, which take most of the time.
    """
    before = read_text(edit.path)
    _insist_on_base(edit, before)
    edited = with_candidate(hub.config, edit.path, edit.text, edit.called)
    seen = preview(hub, edited, judged=judged)
    if wrong := [problem for problem in seen.problems if problem.level == "error" and not seen.first]:
        raise RulesError(wrong)
    if trial or edit.text == before:
        return Saved(edit, seen, same=edit.text == before)
    if seen.held and approval != seen.held.approval:
        return Saved(edit, seen, held=seen.held)
    with hub.store.write(durable=True) as tx:
        _record(hub, tx, edit, before, seen, author)
        save(
            edit.path, edit.text, before
        )  # last: a crash leaves either both, or a file that the next mapping weighs again
    return Saved(edit, seen, linked=link(hub, approval=approval))


def past_edits(tx: Connection) -> list[Past]:
    """All that were saved, oldest first."""
    return [
        Past(each.at, each.actor, each.target, each.before or "", after.digest, after.moved, after.author)
        for each in audit.entries(tx, SAVED)
        for after in [msgspec.json.decode(each.after or "{}", type=Moved)]
    ]


def text_of(tx: Connection, named: str) -> str | None:
    """The text of a rule file as it was before or after an edit, by its digest."""
    return next((each.after for each in audit.entries(tx, TEXT, named)), None)


def _insist_on_base(edit: Edit, before: str) -> None:
    if edit.base != digest(before):
        raise Conflict(
            f"{edit.path}: somebody has changed it since this edit was made (it was {edit.base}, now it is {digest(before)}); "
            "make the edit again in what stands there now"
        )


def _record(hub: Hub, tx: Connection, edit: Edit, before: str, seen: Preview, author: str | None) -> None:
    now, who = hub.clock(), actor()
    for text in (before, edit.text):
        if not audit.entries(tx, TEXT, digest(text)):
            audit.record(tx, now, who, TEXT, digest(text), None, text)
    after = msgspec.json.encode(Moved(digest(edit.text), seen.counts, author)).decode()
    audit.record(tx, now, who, SAVED, str(edit.path), digest(before), after)
