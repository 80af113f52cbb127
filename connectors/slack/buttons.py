"""What can be pressed, as Block Kit elements, and which act an element stands for.

A button's `action_id` is its act, and its value what it is about; an option has only a value, which says both.
https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeVar

from connectors.slack.blocks import Block
from connectors.slack.markup import plain
from core.parts import Button, Part

T = TypeVar("T")

TEXT = 75  # characters on a button, and of an option
VALUE, OPTION_VALUE = 2_000, 150
FEW, MANY = 5, 100  # options behind three dots, and in a list to choose from
ROW = 25  # elements side by side
MENU = "menu"


def elements(part: Part) -> list[Block]:
    """Its buttons, then its menu. What the menu does not take (an option alone, a long value) becomes a button."""
    short = [each for each in part.menu if len(_both(each)) <= OPTION_VALUE]
    menu = short if len(short) > 1 else []
    seen = Counter[str]()
    shown = [_button(each, seen) for each in [*part.buttons, *(each for each in part.menu if each not in menu)]]
    return [*shown, *(_menu(options, seen) for options in _cut(menu, MANY))]


def rows(shown: Sequence[Block]) -> Iterator[Block]:
    for elements_of_row in _cut(shown, ROW):
        yield {"type": "actions", "elements": list(elements_of_row)}


def act_of(action_id: str, value: str) -> tuple[str, str]:
    """What was pressed, and about what."""
    act = action_id.partition(".")[0]
    if act == MENU:
        act, _, value = value.partition(" ")
    return act, value


def _button(button: Button, seen: Counter[str]) -> Block:
    shown = {"type": "button", "action_id": _own(button.act, seen), "text": plain(button.text, TEXT, button.act)}
    more = {"value": button.about[:VALUE], "style": button.style}
    return {**shown, **{name: value for name, value in more.items() if value}}


def _menu(options: Sequence[Button], seen: Counter[str]) -> Block:
    shown = [{"text": plain(each.text, TEXT, each.act), "value": _both(each)} for each in options]
    menu: Block = {"action_id": _own(MENU, seen), "options": shown}
    if len(shown) > FEW:
        return {"type": "static_select", "placeholder": plain("More …", TEXT), **menu}
    return {"type": "overflow", **menu}


def _own(act: str, seen: Counter[str]) -> str:
    """Slack wants each id once in a block."""
    seen[act] += 1
    return act if seen[act] == 1 else f"{act}.{seen[act]}"


def _both(button: Button) -> str:
    return f"{button.act} {button.about}"


def _cut(things: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    for begin in range(0, len(things), most):
        yield things[begin : begin + most]
