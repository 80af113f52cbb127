"""What a served tool is asked, and what it answers."""

from collections.abc import Mapping
from typing import NamedTuple


class Request(NamedTuple):
    """`target` is the address as it was asked, `path` and `query` are its parts; names of `headers` are in small letters."""

    method: str
    target: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


class Answer(NamedTuple):
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = {}
