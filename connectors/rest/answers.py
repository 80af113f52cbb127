"""One answer of a tool: the page in it, with its list of entries. A list that is not where it should be is never empty."""

import json
import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec
from msgspec import Struct

from connectors.rest import values
from connectors.rest.paths import find, steps
from connectors.rest.settings import Source
from connectors.transport import Http
from core.contract import Refused

DIGITS = 4_000  # of a number; Python reads no longer ones


class Page(Struct):
    """`date` is the tool's own time, None when it does not tell; `link` what its header Link calls next."""

    body: Any
    rows: list[Any]
    url: str
    link: str
    date: datetime | None


def ask(http: Http, source: Source, url: str, params: dict[str, Any] | None) -> Page:
    """`params` None for an address that has its own. Refused when the answer or the list in it cannot be read."""
    response = http.get(url, params=params)
    body = _decoded(source, response.content)
    link = response.links.get("next", {}).get("url", "")
    return Page(body, _rows(source, body), str(response.url), link, _date(response.headers.get("date")))


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


def _decoded(source: Source, content: bytes) -> Any:
    """The lenient parser of the standard library gets past NaN and broken surrogates, so that only their entry is lost."""
    try:
        return msgspec.json.decode(content)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(content, parse_int=lambda digits: int(digits) if len(digits) < DIGITS else math.inf)
    except (ValueError, RecursionError) as error:
        words = values.storable(str(error))
        raise refused(source, f"the answer cannot be read as JSON ({words}); check base_url and path") from None


def _rows(source: Source, body: Any) -> list[Any]:
    """A list that is null inside of a readable answer is how some tools write an empty one."""
    found = find(body, source.items)
    if found == [None] and source.items:
        return []
    if len(found) != 1 or not isinstance(found[0], list):
        where = f"at “{source.items}”" if source.items else "in the answer itself"
        raise refused(source, f"no list {where}; {reached(body, source.items)}; mend the setting items")
    return found[0]


def _date(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC) if header else None
    except (ValueError, OverflowError):
        return None
