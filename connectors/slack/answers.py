"""What Slack answers: `ok` and a word, or a list whose odd rows are lost alone.

https://docs.slack.dev/apis/web-api/#responses
"""

import re
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Struct, field

from connectors.rows import UNREADABLE, Rows
from connectors.transport.dates import answered_at
from core.contract import Refused
from core.records import Rejected

T = TypeVar("T")
_WELL = re.compile(rb'\s*\{\s*"ok"\s*:\s*true\b')  # so Slack begins, whatever follows


class _Next(Struct):
    next_cursor: str = ""


class Told(Struct):
    """What stands beside a list."""

    ok: bool = False
    error: str = ""
    needed: str = ""
    has_more: bool = False
    response_metadata: _Next | None = field(default_factory=_Next)

    @property
    def next_cursor(self) -> str:
        return self.response_metadata.next_cursor if self.response_metadata else ""


class Listed(NamedTuple, Generic[T]):
    """A page of a list, and when it was answered by Slack's own clock."""

    rows: list[T]
    rejected: list[Rejected]
    told: Told
    at: datetime


class Answer(Struct, frozen=True):
    content: bytes
    headers: dict[str, str]
    method: str

    @property
    def told(self) -> Told:
        """An answer that begins well may have an odd row that nobody can read with the rest."""
        try:
            return msgspec.json.decode(self.content, type=Told)
        except UNREADABLE as error:
            if _WELL.match(self.content):
                return Told(ok=True)
            raise self._unreadable(error) from None

    @property
    def at(self) -> datetime:
        found = answered_at(self.headers)
        if found is None:
            raise Refused(f"slack: {self.method} answered without a date; check base_url and what stands before it")
        return found

    def read(self, shape: type[T]) -> T:
        """The answer in this shape. Refused when it has another one."""
        try:
            return msgspec.json.decode(self.content, type=shape)
        except UNREADABLE as error:
            raise self._unreadable(error) from None

    def listed(self, rows: Rows[T, Told]) -> Listed[T]:
        """Nothing of a row that cannot be read is kept: it may be what somebody wrote."""
        page = rows.read(self.content, self.method)
        rejected = [msgspec.structs.replace(each, raw="") for each in page.rejected]
        return Listed(page.rows, rejected, page.rest, self.at)

    def _unreadable(self, error: Exception) -> Refused:
        return Refused(f"slack: {self.method} answered what cannot be read ({error}); check base_url")
