"""Walks the pages of one list, in the style that its settings name.

It ends where the tool says so: with an empty page, or one that names no next. A short page ends nothing, because tools
give less than they are asked for.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from connectors.rest import values
from connectors.rest.answers import Page, ask, reached, refused
from connectors.rest.paths import find
from connectors.rest.settings import Source
from connectors.transport import Http


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
        before, page = page, _turned(http, source, asked, step)
        if before and page.rows and _same(source, before.rows, page.rows):
            mend = 'check the name of its parameter, or take style = "none"'
            raise refused(source, f"{paging.name} does not move on: the same items came again; {mend}")
        yield page
        done += len(page.rows)
        step = _next(source, page, number, done)
        if not step:
            return
        if step in seen:
            raise refused(source, "the pages lead in a circle; check paging")
    raise refused(source, f"more than {paging.max_pages} pages; narrow it by params, or raise paging.max_pages")


def _turned(http: Http, source: Source, asked: dict[str, Any], step: str) -> Page:
    if not step:
        return ask(http, source, source.path, asked)
    if source.paging.style == "link":
        return ask(http, source, step, None)
    return ask(http, source, source.path, {**asked, source.paging.name: step})


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
        raise refused(source, "the link to the next page is no address; check paging.next") from None


def _named(source: Source, page: Page) -> str:
    try:
        found = [values.text(each) for each in find(page.body, source.paging.next) if each is not False]
    except ValueError as error:
        raise refused(source, f"what stands at paging.next “{source.paging.next}” {error}") from None
    return found[0] if found else ""


def _doubt(source: Source, page: Page) -> None:
    """A first page that is full to the brim and names no next is more likely misread than the whole list."""
    path = source.paging.next
    if path and find(page.body, path):
        return
    where = f"nothing at paging.next “{path}”; {reached(page.body, path)}" if path else "no header Link names a next"
    raise refused(source, f"the first page is full, and {where}. If it is all there is, ask for another paging.size")


def _same(source: Source, before: list[Any], rows: list[Any]) -> bool:
    """Numbers and offsets go on for ever; a tool that does not know the parameter would give its first page as often.

    By ids where there are any: an item may well say when it was last asked for.
    """
    if source.paging.style not in ("page", "offset"):
        return False
    first, second = ([find(each, source.fields.id) for each in some] for some in (before, rows))
    try:
        return first == second if any(first) else before == rows
    except RecursionError:
        return False
