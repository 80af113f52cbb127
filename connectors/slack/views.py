"""Forms and homes as Slack's views.

https://docs.slack.dev/reference/views and https://docs.slack.dev/reference/block-kit/blocks/input-block
"""

import re
from contextlib import suppress
from datetime import date
from typing import Any

import msgspec

from connectors.slack.blocks import Block, section
from connectors.slack.buttons import MANY, OPTION_VALUE, TEXT
from connectors.slack.markup import cut, linked, plain
from connectors.slack.parts import VIEW, shown, silent
from connectors.slack.payloads import About
from core.contract import Refused
from core.phrases import day
from core.presses import Field, Form, Home, Option

TITLE, LABEL, WRITTEN = 24, 150, 3_000
METADATA = 3_000
FIELDS = 50  # of a form; the other half of a view's blocks tells something
ANSWER = "answer"  # the action id of each field's only element
NAME, NOTHING = "Fairlead", "Nothing to show."

View = dict[str, Any]

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def modal(form: Form, *, pressed: bool = True) -> View:
    """What a person fills in, or only reads when it has no fields. Refused when it is about more than Slack carries."""
    carried = msgspec.json.encode(About(form.act, form.about, form.ref)).decode()
    if len(carried) > METADATA or len(form.fields) > FIELDS:
        raise Refused(f"slack: the form {form.title!r} is larger than Slack takes; ask for less at once")
    told = shown(form.parts if pressed else silent(form.parts), VIEW._replace(blocks=VIEW.blocks - FIELDS))
    view: View = {"type": "modal", "title": plain(form.title, TITLE, NAME), "private_metadata": carried}
    if form.fields:
        view |= {"submit": plain(form.submit, TITLE, "Save"), "close": plain("Cancel", TITLE)}
    return {**view, "blocks": [*told, *map(_input, form.fields)] or [section(NOTHING)]}


def line(text: str) -> View:
    """A modal that says one thing."""
    return {"type": "modal", "title": plain(NAME, TITLE), "blocks": [section(said(text))]}


def home(page: Home, *, pressed: bool = True) -> View:
    return {"type": "home", "blocks": shown(page.parts if pressed else silent(page.parts), VIEW) or [section(NOTHING)]}


def said(text: str) -> str:
    """One line of ours, in which names of other people may stand."""
    return cut(linked(text), WRITTEN) or "…"


def _input(field: Field) -> Block:
    """One question; its block is called like the field, by which errors find it."""
    block: Block = {"type": "input", "block_id": field.name, "label": plain(field.label, LABEL, field.name)}
    hint = " ".join(filter(None, (field.hint, _from(field.earliest), _left_out(field))))
    if hint:
        block["hint"] = plain(hint, LABEL)
    return {**block, "optional": field.optional, "element": {"action_id": ANSWER, **_element(field)}}


def _element(field: Field) -> Block:
    if field.kind == "choice" and (options := _options(field)):
        chosen = [each for each in options if each["value"] == field.initial]
        return {"type": "static_select", "options": options, **({"initial_option": chosen[0]} if chosen else {})}
    if field.kind == "number":
        first = {"initial_value": field.initial} if _NUMBER.fullmatch(field.initial) else {}
        return {"type": "number_input", "is_decimal_allowed": True, **first}
    if field.kind == "date":
        return {"type": "datepicker", **({"initial_date": begin} if (begin := _day(field.initial)) else {})}
    first = {"initial_value": field.initial[:WRITTEN]} if field.initial else {}
    return {"type": "plain_text_input", "multiline": field.kind == "long text", "max_length": WRITTEN, **first}


def _options(field: Field) -> list[Block]:
    return [{"text": plain(each.text, TEXT, each.value), "value": each.value} for each in _fitting(field)]


def _fitting(field: Field) -> list[Option]:
    return [each for each in field.options if 0 < len(each.value) <= OPTION_VALUE][:MANY]


def _left_out(field: Field) -> str:
    rest = len(field.options) - len(_fitting(field))
    return f"{rest} more cannot be shown here." if rest else ""


def _from(earliest: date | None) -> str:
    return f"From {day(earliest)} on." if earliest else ""


def _day(text: str) -> str:
    with suppress(ValueError):
        return date.fromisoformat(text).isoformat()
    return ""
