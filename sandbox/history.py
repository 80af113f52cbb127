"""What reached a sandbox server and what it answered: the record that tests check."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from msgspec import Struct

Tool = Literal["jira", "github", "slack", "sheets"]
TOOLS: tuple[Tool, ...] = ("jira", "github", "slack", "sheets")


class Exchange(Struct, frozen=True, kw_only=True):
    """One request and its response; `at` is simulated time. Header names are lower case."""

    tool: Tool
    at: datetime
    method: str
    path: str
    query: str
    request_headers: dict[str, str]
    request_body: bytes
    status: int
    response_headers: dict[str, str]
    response_body: bytes

    @property
    def is_write(self) -> bool:
        return self.method not in ("GET", "HEAD", "OPTIONS")


Observer = Callable[[Exchange], None]
