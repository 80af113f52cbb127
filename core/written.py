"""What a write says, in words, and how that differs from what stood there. Pure."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

import msgspec
from msgspec import Struct

from core.checkins import number
from core.columns import HEADINGS
from core.contract import CheckInRow
from core.plan import Operation, Target, Verb
from core.projection import addressee

Kind = Literal["same", "new", "gone"]
LONGEST = 60  # lines that are compared; what is more is left out, and said to be


class Line(Struct, frozen=True):
    text: str
    kind: Kind = "same"


def said(verb: Verb, body: str | None) -> str | None:
    """The text that people read. The answer of a check-in is kept as a row of a sheet."""
    return _row(msgspec.json.decode(body, type=CheckInRow)) if verb == "check-in" and body else body


def thing(target: Target) -> str:
    """What stands at a target, after an article or a verb: `label drift-d1`, `message to ann@acme.test`."""
    match target.verb:
        case "label":
            return f"label {target.topic}"
        case "message":
            return f"message to {addressee(target)}" if addressee(target) else "message"
        case "cells":
            told = next((words for column, words in HEADINGS.items() if column == target.topic), target.topic)
            return f"cell {told}" if told else "cell"
        case "page":
            return "the dashboard"
        case "link" | "comment" | "check-in":
            return target.verb


def changed(operation: Operation) -> tuple[Line, ...]:
    """Line by line what goes, what comes and what stays."""
    verb = operation.target.verb
    return between(said(verb, operation.before) or "", said(verb, operation.body) or "")


def between(before: str, after: str) -> tuple[Line, ...]:
    was, now = _lines(before), _lines(after)
    found: list[Line] = []
    for what, i, j, m, n in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what == "equal":
            found += [Line(text) for text in was[i:j]]
        else:
            found += [Line(text, "gone") for text in was[i:j]] + [Line(text, "new") for text in now[m:n]]
    return tuple(found)


def _lines(text: str) -> Sequence[str]:
    lines = text.splitlines()
    return lines if len(lines) <= LONGEST else [*lines[:LONGEST], f"… and {len(lines) - LONGEST} more lines"]


def _row(row: CheckInRow) -> str:
    value = None if row.value is None else number(row.value)
    confidence = None if row.confidence is None else f"confidence {number(row.confidence)}/10"
    return f"{', '.join(filter(None, (value, confidence, row.note)))} ({row.day}, {row.by})"
