"""The limits of what can be pressed, chosen and filled in.

https://docs.slack.dev/reference/block-kit/block-elements and https://docs.slack.dev/reference/block-kit/composition-objects
"""

import re
from collections.abc import Iterator
from typing import Any

BUTTON = OPTION = 75  # characters of their texts
VALUE, OPTION_VALUE = 2_000, 150
ACTION_ID, PLACEHOLDER, WRITTEN = 255, 150, 3_000
OPTIONS = {"overflow": (2, 5), "static_select": (1, 100)}
INPUTS = frozenset(("plain_text_input", "number_input", "datepicker", "static_select"))
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

Element = dict[str, Any]


def problems(element: Element) -> Iterator[str]:
    """What Slack would refuse of one element, worded as it words it."""
    kind = element.get("type", "")
    if len(element.get("action_id", "")) > ACTION_ID:
        yield f"action_id must be less than {ACTION_ID + 1} characters"
    if kind == "button":
        yield from text(element.get("text"), BUTTON, plain=True)
        yield from _value(element.get("value"), VALUE)
        if element.get("style", "primary") not in ("primary", "danger"):
            yield "must be a valid enum value: style"
    if kind in OPTIONS:
        yield from _options(element, *OPTIONS[kind])
    if "placeholder" in element:
        yield from text(element["placeholder"], PLACEHOLDER, plain=True)
    yield from _initial(element, kind)


def text(part: Element | None, limit: int, *, plain: bool = False) -> Iterator[str]:
    if part is None:
        return
    shown = part.get("text", "")
    if not shown:
        yield "must be more than 0 characters"
    elif len(shown) > limit:
        yield f"must be less than {limit + 1} characters"
    if plain and part.get("type") != "plain_text":
        yield "must be a plain_text object"


def _options(element: Element, fewest: int, most: int) -> Iterator[str]:
    options = element.get("options", [])
    if not fewest <= len(options) <= most:
        yield f"must have between {fewest} and {most} options"
    for option in options:
        yield from text(option.get("text"), OPTION)
        yield from _value(option.get("value", ""), OPTION_VALUE)
    if "initial_option" in element and element["initial_option"] not in options:
        yield "initial_option must be one of the options"


def _value(value: str | None, limit: int) -> Iterator[str]:
    if value == "":
        yield "value must be more than 0 characters"
    elif value and len(value) > limit:
        yield f"value must be less than {limit + 1} characters"


def _initial(element: Element, kind: str) -> Iterator[str]:
    if kind == "plain_text_input" and len(element.get("initial_value", "")) > WRITTEN:
        yield f"initial_value must be less than {WRITTEN + 1} characters"
    if kind == "number_input":
        if "is_decimal_allowed" not in element:
            yield "missing required field: is_decimal_allowed"
        if not _NUMBER.fullmatch(element.get("initial_value", "0")):
            yield "initial_value must be a number"
    if kind == "datepicker" and not _DATE.fullmatch(element.get("initial_date", "2026-01-01")):
        yield "initial_date must be YYYY-MM-DD"
