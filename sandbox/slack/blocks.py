"""The limits of Block Kit that Slack enforces and no schema says.

https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/views; the total of a message is
undocumented and was measured by people who met it.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.slack.elements import INPUTS, problems, text

BLOCKS, VIEW_BLOCKS = 50, 100
TOTAL = 13_200  # characters over all texts of a message
TEXTS = {"section": 3_000, "header": 150, "context": 3_000, "field": 2_000, "label": 2_000}
ACTIONS, IN_CONTEXT = 25, 10
TITLE, METADATA, ID = 24, 3_000, 255


def violations(blocks: list[dict[str, Any]], most: int = BLOCKS) -> list[str]:
    """What Slack would refuse, worded as it words it, with a JSON pointer to the place."""
    found = [f"no more than {most} items allowed [json-pointer:/blocks]"] if len(blocks) > most else []
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    found += [f"`block_id` {each} already exists" for each, count in ids.items() if count > 1]
    for index, block in enumerate(blocks):
        found += [f"{problem} [json-pointer:/blocks/{index}]" for problem in _problems(block)]
    return found


def view_violations(view: dict[str, Any]) -> list[str]:
    """The same of a modal or of a home tab."""
    blocks = view.get("blocks", [])
    found = violations(blocks, VIEW_BLOCKS)
    for name in ("title", "submit", "close"):
        found += [f"{each} [json-pointer:/view/{name}]" for each in text(view.get(name), TITLE, plain=True)]
    if len(view.get("private_metadata", "")) > METADATA:
        found.append(f"private_metadata must be less than {METADATA + 1} characters")
    if len(view.get("callback_id", "")) > ID:
        found.append(f"callback_id must be less than {ID + 1} characters")
    if view.get("type") == "modal" and "title" not in view:
        found.append("missing required field: title")
    if any(block.get("type") == "input" for block in blocks) and "submit" not in view:
        found.append("`submit` is required when an `input` block exists")
    return found


def is_too_long(blocks: list[dict[str, Any]]) -> bool:
    return sum(len(each) for block in blocks for each in _texts(block)) > TOTAL


def _problems(block: dict[str, Any]) -> Iterator[str]:
    kind = block.get("type")
    if len(block.get("block_id", "")) > ID:
        yield f"block_id must be less than {ID + 1} characters"
    if kind in ("section", "header"):
        yield from text(block.get("text"), TEXTS[kind], plain=kind == "header")
        for field in block.get("fields", []):
            yield from text(field, TEXTS["field"])
    if kind == "section" and "text" not in block and "fields" not in block:
        yield "must provide either text or fields"
    if kind == "section" and "accessory" in block:
        yield from problems(block["accessory"])
    if kind == "actions":
        yield from _elements(block.get("elements", []))
    if kind == "context":
        yield from _shown(block.get("elements", []))
    if kind == "input":
        yield from _asked(block)


def _elements(elements: list[dict[str, Any]]) -> Iterator[str]:
    if not 1 <= len(elements) <= ACTIONS:
        yield f"must have between 1 and {ACTIONS} elements"
    ids = Counter(each["action_id"] for each in elements if "action_id" in each)
    yield from (f"`action_id` {each} already exists" for each, count in ids.items() if count > 1)
    for element in elements:
        yield from problems(element)


def _shown(elements: list[dict[str, Any]]) -> Iterator[str]:
    if not 1 <= len(elements) <= IN_CONTEXT:
        yield f"must have between 1 and {IN_CONTEXT} elements"
    for element in elements:
        yield from text(element, TEXTS["context"])


def _asked(block: dict[str, Any]) -> Iterator[str]:
    yield from text(block.get("label"), TEXTS["label"], plain=True)
    yield from text(block.get("hint"), TEXTS["label"], plain=True)
    element = block.get("element", {})
    if element.get("type") not in INPUTS:
        yield f"unsupported type: {element.get('type')}"
    yield from problems(element)


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
