"""Sentences of the service name files of the hub, and answers of the API not where these lie (S27)."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel

from scheduler.hub import Hub
from web.pages.ops import nameless

T = TypeVar("T", bound=BaseModel)


def plainly(hub: Hub, told: T) -> T:
    """The same answer, with the hub's folder taken out of all that it says."""
    return type(told).model_validate(_plain(told.model_dump(), nameless(hub)))


def _plain(told: Any, plain: Callable[[str], str]) -> Any:
    match told:
        case str():
            return plain(told)
        case dict():
            return {name: _plain(value, plain) for name, value in told.items()}
        case list():
            return [_plain(each, plain) for each in told]
    return told
