"""One answer of a tool: the page in it, with its list of entries. A list that is not where it should be is never empty."""

import json
import math
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from connectors.rest import values
from connectors.rest.paths import find, steps
from connectors.rest.settings import Source
from connectors.rows import UNREADABLE, name_of, split, why
from connectors.transport import Http
from connectors.transport.dates import answered_at
from core.contract import Refused

RAW_LIMIT = 2_000  # characters of an entry that is not read
DIGITS = 4_000  # of a number; Python reads no longer ones


class Page(Struct):
    """`date` is the tool's own time, None when it does not tell; `link` what its header Link calls next."""

    body: Any
    rows: list[Any]
    url: str
    link: str
    date: datetime | None


class Unread(Struct, frozen=True):
    """Stands in the list for an entry that is not even JSON; `name` is empty where its id cannot be found either."""

    name: str
    reason: str
    raw: str


def ask(http: Http, source: Source, url: str, params: dict[str, Any] | None) -> Page:
    """`params` None for an address that has its own. Refused when the answer or the list in it cannot be read."""
    response = http.get(url, params=params)
    body, rows = _read(source, response.content)
    link = response.links.get("next", {}).get("url", "")
    return Page(body, rows, str(response.url), link, answered_at(response.headers))


def reached(body: Any, path: str) -> str:
    """How far the path leads, and what stands there."""
    come = ""
    for step in steps(path):
        plain = step.replace(".", r"\.")
        further = f"{come}.{plain}" if come else plain
        if not find(body, further):
            break
        come = further
    return f"{f'“{come}”' if come else 'it'} is {values.shape(find(body, come)[0])}"


def refused(source: Source, words: str) -> Refused:
    return Refused(f"rest: source {source.name} ({source.path}): {words}")


def _read(source: Source, content: bytes) -> tuple[Any, list[Any]]:
    """The answer and the list in it; where it cannot be read at once, the list entry by entry."""
    try:
        body = msgspec.json.decode(content)
    except UNREADABLE:
        pass
    else:
        return body, _rows(source, body)
    try:
        around, parts = split(content, steps(source.items))
        return _lenient(around), [_entry(source, part) for part in parts]
    except UNREADABLE as error:
        words = values.storable(why(error))
        raise refused(source, f"the answer cannot be read as JSON ({words}); check base_url and path") from None


def _entry(source: Source, part: bytes) -> Any:
    try:
        return _lenient(part)
    except UNREADABLE as error:
        raw = values.storable(part[:RAW_LIMIT].decode(errors="replace"))
        return Unread(name_of(part, [source.fields.id]), values.storable(why(error)), raw)


def _lenient(content: bytes) -> Any:
    """The parser of the standard library gets past NaN and half characters, which may stand where nothing is read."""
    return json.loads(content, parse_int=lambda digits: int(digits) if len(digits) < DIGITS else math.inf)


def _rows(source: Source, body: Any) -> list[Any]:
    """A list that is null inside of a readable answer is how some tools write an empty one."""
    found = find(body, source.items)
    if found == [None] and source.items:
        return []
    if len(found) != 1 or not isinstance(found[0], list):
        where = f"at “{source.items}”" if source.items else "in the answer itself"
        raise refused(source, f"no list {where}; {reached(body, source.items)}; mend the setting items")
    return found[0]
