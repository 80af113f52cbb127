"""The limits of Block Kit that Slack enforces and no schema says.

https://docs.slack.dev/reference/block-kit/blocks; the total is undocumented and was measured by people who met it.
"""

from collections.abc import Iterator
from typing import Any

BLOCKS = 50
TOTAL = 13_200  # characters over all texts of a message
TEXTS = {"section": 3_000, "header": 150, "context": 3_000, "button": 75, "field": 2_000}
ACTIONS = 25
VALUE = 2_000


def violations(blocks: list[dict[str, Any]]) -> list[str]:
    """What Slack would refuse, worded as it words it, with a JSON pointer to the place."""
    found = [f"no more than {BLOCKS} items allowed [json-pointer:/blocks]"] if len(blocks) > BLOCKS else []
    for index, block in enumerate(blocks):
        found += [f"{problem} [json-pointer:/blocks/{index}]" for problem in _problems(block)]
    return found


def is_too_long(blocks: list[dict[str, Any]]) -> bool:
    return sum(len(text) for block in blocks for text in _texts(block)) > TOTAL


def _problems(block: dict[str, Any]) -> Iterator[str]:
    kind = block.get("type")
    if kind in ("section", "header"):
        yield from _text(block.get("text"), TEXTS[kind])
        for field in block.get("fields", []):
            yield from _text(field, TEXTS["field"])
    if kind == "header" and block.get("text", {}).get("type") != "plain_text":
        yield "must be a plain_text object"
    if kind == "section" and "text" not in block and "fields" not in block:
        yield "must provide either text or fields"
    if kind in ("actions", "context"):
        yield from _elements(block.get("elements", []), kind)


def _elements(elements: list[dict[str, Any]], kind: str) -> Iterator[str]:
    limit = ACTIONS if kind == "actions" else 10
    if not 1 <= len(elements) <= limit:
        yield f"must have between 1 and {limit} elements"
    for element in elements:
        if element.get("type") == "button":
            yield from _text(element.get("text"), TEXTS["button"])
            if len(element.get("value", "")) > VALUE:
                yield f"value must be less than {VALUE + 1} characters"
        elif kind == "context":
            yield from _text(element, TEXTS["context"])


def _text(part: dict[str, Any] | None, limit: int) -> Iterator[str]:
    if part is None:
        return
    text = part.get("text", "")
    if not text:
        yield "must be more than 0 characters"
    elif len(text) > limit:
        yield f"must be less than {limit + 1} characters"


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from _texts(each)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
