"""From the bytes of a page to its rows: all in one decoding, or one by one when there is an odd one among them.

A page that cannot be decoded is cut into the bytes of its rows without being understood, so that a row which is nested a
thousand deep, holds NaN, half a character or foreign bytes, or has a value of another type, loses only itself. (A streaming
parser such as ijson stops at the first NaN or foreign byte, and takes the rows behind it along.)
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Annotated, Any, Generic, NamedTuple, TypeVar, cast

import msgspec
from msgspec import Meta, Struct

from core.contract import Refused
from core.records import Rejected

T = TypeVar("T")
P = TypeVar("P", bound=Struct)
Span = tuple[int, int]

Whole = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
"""A whole number that a database can keep; a plain `int` in the type of a row takes one of any length."""

RAW_LIMIT = 2_000  # characters of a row that could not be read
NAME_LIMIT = 200
UNREADABLE = (ValueError, RecursionError, OverflowError)

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN = re.compile(_STRING + rb"|[{}\[\],]", re.DOTALL)
_MEMBER = re.compile(rb"\s*(" + _STRING + rb")\s*:\s*", re.DOTALL)
_SPACE = re.compile(rb"\s*")
_NUL = rb"\u0000"
_NUL_SIGN = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class Nothing(Struct):
    """Of a page that tells nothing beside its rows."""


class Page(NamedTuple, Generic[T, P]):
    """`rest` has the fields that stand beside the rows."""

    rows: list[T]
    rejected: list[Rejected]
    rest: P


class Rows(Generic[T, P]):
    """Reads pages whose rows have the type `row`.

    `under` names the list in the page (`issues`, with points when it is deeper; empty for a page that is the list), and
    `rest` is the type of the page without it. A row that cannot be read is told by `source`, `what` and the first of
    `names` that it has: `jira issue 10063`.
    """

    def __init__(
        self, source: str, what: str, row: type[T], under: str, rest: type[P], names: Sequence[str] = ("id", "key")
    ) -> None:
        self._source, self._what, self._names = source, what, names
        self._steps = under.split(".") if under else []
        self._row = msgspec.json.Decoder(row)
        self._page = msgspec.json.Decoder(_page(row, self._steps, rest))
        self._rest = rest

    def read(self, content: bytes, where: str = "") -> Page[T, P]:
        """Refused when there is no such list, or what should be JSON ends in the middle; `where` is for its words."""
        if content.rfind(_NUL) < 0:  # from behind, where its rare backslash comes first: a third of the time of "in"
            with suppress(*UNREADABLE):
                return self._all(content)
        try:
            return self._one_by_one(content)
        except UNREADABLE as error:
            place = where or f"a page of {self._what}s"
            raise Refused(
                f"{self._source}: {place} cannot be read ({why(error)}); check base_url and any proxy before the tool"
            ) from None

    def _all(self, content: bytes) -> Page[T, P]:
        page = self._page.decode(content)
        rows = page
        for _ in self._steps:
            rows = rows.rows
        return Page(rows, [], page if self._steps else self._rest())

    def _one_by_one(self, content: bytes) -> Page[T, P]:
        around, parts = split(content, self._steps)
        page = self._all(around)
        for part in parts:
            try:
                page.rows.append(self._one(part))
            except UNREADABLE as error:
                page.rejected.append(self._rejected(part, error))
        return page

    def _one(self, part: bytes) -> T:
        row = self._row.decode(part)
        if _NUL in part and _NUL_SIGN.search(msgspec.json.encode(row)):
            raise ValueError("it holds a NUL, which no database keeps")
        return row

    def _rejected(self, part: bytes, error: Exception) -> Rejected:
        raw = part[: 4 * RAW_LIMIT].decode(errors="replace")[:RAW_LIMIT]
        place = f"{self._source} {self._what} {name_of(part, self._names) or 'without id'}"
        return Rejected(source=self._source, place=place, reason=why(error), raw=raw)


def rows(source: str, what: str, row: type[T], *, names: Sequence[str] = ("id", "key")) -> Rows[T, Nothing]:
    """For pages that are the list itself."""
    return Rows(source, what, row, "", Nothing, names)


def split(content: bytes, steps: Sequence[str]) -> tuple[bytes, list[bytes]]:
    """The page with an empty list, and the bytes of each row. ValueError when no list stands at the end of `steps`."""
    at = _after_space(content, 0)
    for step in steps:
        at = _inside(content, at, step)
    if content[at : at + 1] != b"[":
        raise ValueError(f"no list stands at {'.'.join(steps) or 'its top'}")
    spans = list(_spans(content, at))
    inside = content[at + 1 : spans[-1][1]].strip()
    parts = [content[begin:end].strip() for begin, end in spans] if inside else []
    return content[: at + 1] + content[spans[-1][1] :], parts


def name_of(part: bytes, names: Sequence[str]) -> str:
    """The value of the first of `names` in a row that need not be readable as a whole; empty when it has none."""
    found: dict[str, str] = {}
    try:
        for key, begin, end in _members(part, 0):
            value = msgspec.json.decode(part[begin:end]) if key in names and end - begin <= RAW_LIMIT else None
            if isinstance(value, str | int) and str(value).isprintable():
                found.setdefault(key, str(value)[:NAME_LIMIT])
    except UNREADABLE:
        pass
    return next((found[each] for each in names if found.get(each)), "")


def _page(row: Any, steps: Sequence[str], rest: type[Struct]) -> Any:
    """The type of a whole page, so that it takes one decoding: the list as `rows`, in a `rows` for each further step."""
    kind: Any = list[row]
    for number, step in reversed(list(enumerate(steps))):
        bases = (rest,) if number == 0 else None
        kind = msgspec.defstruct("Page", [("rows", kind, msgspec.field(name=step))], bases=bases, kw_only=True)
    return kind


def _spans(content: bytes, at: int) -> Iterator[Span]:
    """Where the elements of the list, or the members of the object, that begins at `at` begin and end."""
    depth, begun = 0, at + 1
    for token in _TOKEN.finditer(content, at):
        sign = token[0]
        if sign in (b"{", b"["):
            depth += 1
        elif sign in (b"}", b"]"):
            depth -= 1
            if depth == 0:
                yield begun, token.start()
                return
        elif sign == b"," and depth == 1:
            yield begun, token.start()
            begun = token.end()
    raise ValueError("it ends in the middle")


def _members(content: bytes, at: int) -> Iterator[tuple[str, int, int]]:
    """Key, begin and end of the value, of each member of an object."""
    if content[at : at + 1] != b"{":
        return
    for begin, end in _spans(content, at):
        if member := _MEMBER.match(content, begin, end):
            yield cast(str, msgspec.json.decode(member[1])), member.end(), end


def _inside(content: bytes, at: int, step: str) -> int:
    """Where the value of a member begins (of the last one, which is what a decoder takes when a key stands twice), or the
    element of a list that a number names."""
    if content[at : at + 1] == b"[" and step.isdecimal():
        found = [begin for number, (begin, _) in enumerate(_spans(content, at)) if str(number) == step]
    else:
        found = [begin for key, begin, _ in _members(content, at) if key == step]
    if not found:
        raise ValueError(f"it has no {step}")
    return _after_space(content, found[-1])


def _after_space(content: bytes, at: int) -> int:
    found = _SPACE.match(content, at)
    return found.end() if found else at


def why(error: Exception) -> str:
    """Without what stands there, which may be anybody's."""
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    if isinstance(error, UnicodeDecodeError):
        return "it holds bytes that are no text"
    return str(error)
