"""Walks the pages of one list, in the style that its settings name, and takes the entries out of each answer.

It ends where the tool says so: with an empty page, or one that names no next. A short page ends nothing, because tools
give less than they are asked for. An answer in which the list is not where it should be is never an empty list.
"""

import json
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

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


def pages(http: Http, source: Source, asking: Mapping[str, str]) -> Iterator[Page]:
    """Refused when the pages lead in a circle or are more than `max_pages`."""
    paging = source.paging
    sized = {paging.size_param: paging.size} if paging.size_param else {}
    asked: dict[str, Any] = {**source.params, **asking, **sized}
    seen, done = set[str](), 0
    step = {"page": str(paging.first), "offset": "0"}.get(paging.style, "")
    page: Page | None = None
    for number in range(paging.max_pages):
        seen.add(step)
        before, page = page, _read(http, source, asked, step)
        if before and page.rows and _same(source, before.rows, page.rows):
            mend = 'check the name of its parameter, or take style = "none"'
            raise _refused(source, f"{source.paging.name} does not move on: the same items came again; {mend}")
        yield page
        done += len(page.rows)
        step = _next(source, page, number, done)
        if not step:
            return
        if step in seen:
            raise _refused(source, "the pages lead in a circle; check paging")
    raise _refused(source, f"more than {paging.max_pages} pages; narrow it by params, or raise paging.max_pages")


def _read(http: Http, source: Source, asked: Mapping[str, Any], step: str) -> Page:
    if source.paging.style == "link" and step:
        response = http.get(step)
    else:
        response = http.get(source.path, params={**asked, source.paging.name: step} if step else asked)
    body = _decoded(source, response.content)
    link = response.links.get("next", {}).get("url", "")
    return Page(body, _rows(source, body), str(response.url), link, _date(response.headers.get("date")))


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
        raise _refused(source, f"the answer cannot be read as JSON ({words}); check base_url and path") from None


def _rows(source: Source, body: Any) -> list[Any]:
    """A list that is null inside of a readable answer is how some tools write an empty one."""
    found = find(body, source.items)
    if found == [None] and source.items:
        return []
    if len(found) != 1 or not isinstance(found[0], list):
        where = f"at “{source.items}”" if source.items else "in the answer itself"
        raise _refused(source, f"no list {where}; {_reached(body, source.items)}; mend the setting items")
    return found[0]


def _next(source: Source, page: Page, number: int, done: int) -> str:
    """What to ask for after this page: a number, an offset, a cursor or an address; empty at the end."""
    paging = source.paging
    if paging.style == "page":
        return str(paging.first + number + 1) if page.rows else ""
    if paging.style == "offset":
        return str(done) if page.rows else ""
    if paging.style == "none":
        return ""
    named = _named(source, page) if paging.next else page.link
    if not named and not number and paging.size_param and len(page.rows) >= paging.size:
        _doubt(source, page)
    try:
        return urljoin(page.url, named) if named and paging.style == "link" else named
    except ValueError:
        raise _refused(source, "the link to the next page is no address; check paging.next") from None


def _named(source: Source, page: Page) -> str:
    try:
        found = [values.text(each) for each in find(page.body, source.paging.next) if each is not False]
    except ValueError as error:
        raise _refused(source, f"what stands at paging.next “{source.paging.next}” {error}") from None
    return found[0] if found else ""


def _doubt(source: Source, page: Page) -> None:
    """A first page that is full to the brim and names no next is more likely misread than the whole list."""
    path = source.paging.next
    if path and find(page.body, path):
        return
    where = f"nothing at paging.next “{path}”; {_reached(page.body, path)}" if path else "no header Link names a next"
    raise _refused(source, f"the first page is full, and {where}. If it is all there is, ask for another paging.size")


def _same(source: Source, before: list[Any], rows: list[Any]) -> bool:
    """Numbers and offsets go on for ever; a tool that does not know the parameter would give its first page as often."""
    try:
        return source.paging.style in ("page", "offset") and before == rows
    except RecursionError:
        return False


def _reached(body: Any, path: str) -> str:
    """How far the path leads, and what stands there."""
    come = ""
    for step in steps(path):
        further = f"{come}.{step}" if come else step
        if not find(body, further):
            break
        come = further
    return f"{f'“{come}”' if come else 'it'} is {values.shape(find(body, come)[0])}"


def _refused(source: Source, words: str) -> Refused:
    return Refused(f"rest: source {source.name} ({source.path}): {words}")


def _date(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC) if header else None
    except (ValueError, OverflowError):
        return None
