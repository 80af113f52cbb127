"""Every way in: the routes of the whole application, as it is put together, with the right that each one asks for."""

import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from msgspec import Struct
from starlette.routing import Mount

from core.authority import Right
from web.door import rights_of


class Way(Struct, frozen=True):
    """`rights` is empty where everybody may."""

    method: str
    path: str
    rights: tuple[Right, ...]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def address(self) -> str:
        """Some address of it."""
        return re.sub(r"\{[^}]*\}", "1", self.path)


def ways(web: FastAPI) -> list[Way]:
    found = [way for route in web.router.routes for way in _ways(route)]
    return sorted(found, key=lambda each: (each.path, each.method))


def _ways(route: Any) -> Iterator[Way]:
    if hasattr(route, "effective_candidates"):  # how FastAPI keeps the routers that were included
        for each in route.effective_candidates():
            yield from _ways(each)
        return
    made = getattr(route, "original_route", route)
    if isinstance(made, APIRoute):
        rights = tuple(rights_of(made.dependant))
    else:
        rights = tuple(filter(None, [getattr(getattr(made, "endpoint", None), "right", None)]))
    assert not isinstance(made, Mount), (
        f"{made.path}: a whole application is mounted there; nobody knows what it lets in"
    )
    methods = set(getattr(route, "methods", None) or getattr(made, "methods", None) or {"GET", "POST"})
    yield from (
        Way(method, route.path if hasattr(route, "path") else made.path, rights) for method in methods - {"HEAD"}
    )
