"""Lists that Jira gives by offset (a changelog, comments, worklogs, members), read to their end."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from connectors.jira.shapes import Part
from connectors.jira.site import Site
from core.contract import Refused

P = TypeVar("P", bound=Part)


class Numbered(Protocol):
    @property
    def id(self) -> str | None: ...


N = TypeVar("N", bound=Numbered)


def whole(
    site: Site, shape: type[P], path: str, rows: Callable[[P], list[N]], size: int | None = 100, **query: Any
) -> list[N]:
    """All rows of `path`, `size` at once (None: it has no pages). `Refused` also where the site gives the same rows again
    and again."""
    if size is None:
        return rows(site.read(shape, path, **query))
    found: list[N] = []
    while True:
        page = site.read(shape, path, startAt=len(found), maxResults=size, **query)
        new = rows(page)
        if found and new and new[0].id == found[0].id:
            raise Refused(f"jira: {path} came back to its first page; check any proxy before the site")
        found += new
        if not new or page.is_last or (page.total is not None and len(found) >= page.total):
            return found


def of_issue(site: Site, shape: type[P], path: str, rows: Callable[[P], list[N]], size: int | None = 100) -> list[N]:
    """ValueError when it is refused: the issue may be gone since the search, and trouble of one is not that of all."""
    try:
        return whole(site, shape, path, rows, size)
    except Refused as error:
        raise ValueError(str(error)) from None
