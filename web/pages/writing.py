"""How writes are shown, planned or done: what, where, and how the text differs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from core.plan import Operation, Step
from core.writes import ON_ITEMS
from core.written import Line, changed, thing
from web.pages import addresses

T = TypeVar("T")
SIGNS: Mapping[Step, str] = {"add": "+", "change": "~", "remove": "−"}
WORDS: Mapping[Step, str] = {"add": "Add", "change": "Change", "remove": "Take away"}
DONE: Mapping[Step, str] = {"add": "Added", "change": "Changed", "remove": "Took away"}


class Shown(Struct, frozen=True, kw_only=True):
    """`place` is a page of ours where `href` is not empty; `url` is in the tool."""

    mark: str
    step: Step
    sign: str
    word: str
    tool: str
    what: str
    place: str
    href: str
    url: str
    lines: Sequence[Line]
    findings: Sequence[str]


def shown(operation: Operation, words: Mapping[Step, str] = WORDS) -> Shown:
    target = operation.target
    return Shown(
        mark=operation.mark,
        step=operation.step,
        sign=SIGNS[operation.step],
        word=words[operation.step],
        tool=target.tool,
        what=thing(target),
        place=target.place,
        href=_href(operation),
        url=operation.url,
        lines=changed(operation),
        findings=operation.findings,
    )


def by_tool(operations: Iterable[Operation]) -> dict[str, list[Operation]]:
    found: dict[str, list[Operation]] = {}
    for operation in operations:
        found.setdefault(operation.target.tool, []).append(operation)
    return found


def _href(operation: Operation) -> str:
    target = operation.target
    if target.verb in ON_ITEMS:
        return addresses.item(f"{target.tool}:{target.place}")
    return addresses.goal(target.place) if target.verb in ("cells", "check-in") else ""
