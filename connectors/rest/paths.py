"""Dotted paths into an answer, by which settings say where a value stands.

`a.b` is `b` inside `a`; a number takes that element of a list, any other step is taken in each of its elements; `\\.` is a
point in a name. The empty path is the value itself.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator

_POINT = re.compile(r"(?<!\\)\.")


@lru_cache(maxsize=256)
def steps(path: str) -> tuple[str, ...]:
    """ValueError for a path with an empty step."""
    parts = tuple(part.replace("\\.", ".") for part in _POINT.split(path)) if path else ()
    if not all(parts):
        raise ValueError(f"“{path}” is no path; write names with one point between them, such as user.login")
    return parts


def find(value: Any, path: str) -> list[Any]:
    """All values that stand there, several where the path leads through a list, none where it leads nowhere."""
    values = [value]
    for step in steps(path):
        values = [inner for each in values for inner in _inside(each, step)]
    return values


def _inside(value: Any, step: str) -> Iterable[Any]:
    if isinstance(value, dict):
        return [value[step]] if step in value else []
    if not isinstance(value, list):
        return []
    if step.isdecimal() and step.isascii():
        return value[int(step) : int(step) + 1] if len(step) < 10 else []
    return [inner for each in value if isinstance(each, dict) for inner in _inside(each, step)]


def _checked(path: str) -> str:
    steps(path)
    return path


Path = Annotated[str, AfterValidator(_checked)]
