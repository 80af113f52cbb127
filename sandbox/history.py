"""What reached a sandbox server and what it answered: the record that tests check."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

Tool = Literal["jira", "github", "slack", "sheets"]
TOOLS: tuple[Tool, ...] = ("jira", "github", "slack", "sheets")

_QUESTIONS: Mapping[Tool, re.Pattern[str]] = {
    "jira": re.compile(r"/rest/api/[23]/(changelog/bulkfetch|issue/bulkfetch|search/jql|search/approximate-count)"),
    "github": re.compile(r"(/api)?/graphql|(/api/v3)?/app/installations/\d+/access_tokens"),
    "sheets": re.compile(r"/token"),
    "slack": re.compile(r"/api/apps\.connections\.open"),
}
"""What is asked by POST and changes nothing, as the vendors describe it."""


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
        if self.method in ("GET", "HEAD", "OPTIONS"):
            return False
        question = self.tool in _QUESTIONS and _QUESTIONS[self.tool].fullmatch(self.path)
        return not question or b"mutation" in self.request_body


Observer = Callable[[Exchange], None]
