"""Where the page of a goal, team or item is, and the same page as of another day."""

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import quote

from fastapi import Request

from web.site import site

AGO = (("a week ago", 7), ("a month ago", 30), ("a quarter ago", 91))


def goal(key: str, on: date | None = None) -> str:
    return _address("goals", key, on)


def team(name: str, on: date | None = None) -> str:
    return _address("teams", name, on)


def item(name: str) -> str:
    """`name` is `source:key`."""
    return _address("items", name, None)


def at(request: Request, day: date | None) -> str:
    """This page as of another day; None: now."""
    there = request.url.remove_query_params(["as_of", "after"])
    there = there.include_query_params(as_of=day.isoformat()) if day else there
    return f"{there.path}?{there.query}" if there.query else there.path


def ago(request: Request) -> Iterator[tuple[str, str]]:
    """Words and addresses of some days of the past."""
    today = site(request).hub.clock().date()
    return ((words, at(request, today - timedelta(days=days))) for words, days in AGO)


def _address(page: str, name: str, on: date | None) -> str:
    return f"/{page}/{quote(name, safe='')}" + (f"?as_of={on.isoformat()}" if on else "")
