"""What a person fills into a modal, as Slack's client would take it and Slack tell it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

Element = dict[str, Any]
Values = dict[str, dict[str, Element]]


def filled(blocks: list[Element], values: Mapping[str, str]) -> Values:
    """The state of a modal with these values by block id, or what stood there at first. ValueError for what the client
    does not take, and for a block that is not there."""
    asked = {block["block_id"]: block for block in blocks if block["type"] == "input"}
    if unknown := values.keys() - asked.keys():
        raise ValueError(f"the form does not ask for {', '.join(sorted(unknown))}, only for {', '.join(asked)}")
    return {key: {block["element"]["action_id"]: _state(block, values.get(key))} for key, block in asked.items()}


def _state(block: Element, value: str | None) -> Element:
    element = block["element"]
    kind, given = element["type"], value if value is not None else _initial(element)
    if not given and not block.get("optional"):
        raise ValueError(f"{block['block_id']} is to be filled in")
    if kind == "static_select":
        return {"type": kind, "selected_option": _option(element, given) if given else None}
    if kind == "datepicker":
        return {"type": kind, "selected_date": date.fromisoformat(given).isoformat() if given else None}
    if kind == "number_input" and given:
        float(given)
    return {"type": kind, "value": given or None}


def _initial(element: Element) -> str:
    option: Element = element.get("initial_option") or {}
    return str(element.get("initial_value") or element.get("initial_date") or option.get("value", ""))


def _option(element: Element, given: str) -> Element:
    for option in element["options"]:
        if given in (option["value"], option["text"]["text"]):
            return dict(option)
    raise ValueError(f"{given} is none of the choices")
