"""One entry of a tool's list becomes an item; what cannot be read of it is told, and the rest is kept."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote

from connectors.rest import values
from connectors.rest.answers import RAW_LIMIT, Unread
from connectors.rest.paths import find
from connectors.rest.settings import Source
from core.contract import Seen
from core.records import FIELD_LIMIT, TEXT_LIMIT, Category, Item, Record, Rejected
from core.references import references

SOURCE = "rest"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
UNREADABLE = (ValueError, OverflowError, RecursionError)

T = TypeVar("T")


class Row:
    """An entry under the paths of its source. `left_out` says which values could not be read, though the item could."""

    def __init__(self, source: Source, entry: Any) -> None:
        self.source, self.entry = source, entry
        self.left_out: list[str] = []

    def need(self, field: str, reader: Callable[[Any], T]) -> T:
        found = self._found(field)
        if not found:
            path = getattr(self.source.fields, field)
            raise ValueError(f"{field}: nothing stands at {path}; the item is {values.shape(self.entry)}")
        try:
            return reader(found[0])
        except ValueError as error:
            raise ValueError(f"{field} {error}") from None

    def get(self, field: str, reader: Callable[[Any], T]) -> T | None:
        """None as well for a value that cannot be read."""
        try:
            return self.need(field, reader) if self._found(field) else None
        except UNREADABLE as error:
            self.left_out.append(f"{error}; left out")
            return None

    def several(self, name: str, path: str) -> tuple[str, ...]:
        """Each value once; none when one of them cannot be read."""
        listed = [inner for each in self._at(path) for inner in (each if isinstance(each, list) else [each])]
        try:
            return tuple(dict.fromkeys(filter(None, map(values.text, listed))))
        except UNREADABLE as error:
            self.left_out.append(f"{name}: one {error}; left out")
            return ()

    def own_fields(self) -> dict[str, tuple[str, ...]]:
        """Those of the site, by the names of the settings."""
        read = {name: self.several(name, path) for name, path in sorted(self.source.own_fields.items())}
        return {name: tuple(each[:FIELD_LIMIT] for each in found) for name, found in read.items() if found}

    def category(self, status: str) -> Category:
        found = self.source.category(status)
        if found is None:
            self.left_out.append(f"status “{status}” is not in statuses; read as todo")
        return found or "todo"

    def _found(self, field: str) -> list[Any]:
        return self._at(getattr(self.source.fields, field))

    def _at(self, path: str) -> list[Any]:
        return [each for each in find(self.entry, path) if each is not None and each != ""] if path else []


def records(source: Source, base_url: str, entry: Any, number: int) -> Iterator[Record]:
    """The item, or why there is none; `number` names an entry that has no id. Places end in the id, by which the hub
    knows when an item is well again."""
    if isinstance(entry, Unread):
        where = f"{SOURCE} {source.name} item {f'{source.name}/{entry.name}' if entry.name else number}"
        yield Rejected(source=SOURCE, place=where, reason=entry.reason, raw=entry.raw)
        return
    row, place = Row(source, entry), str(number)
    try:
        place = f"{source.name}/{row.need('id', values.name)}"
        item = _item(row, place, base_url)
    except UNREADABLE as error:
        yield _rejected(row, place, str(error), lost=True)
        return
    yield item
    if row.left_out:
        yield _rejected(row, place, "; ".join(row.left_out), lost=False)


def seen(source: Source, entry: Any) -> Seen | None:
    """What a census needs to know; an item whose time cannot be read is still there. None for an entry without an id."""
    if isinstance(entry, Unread):
        return Seen(f"{source.name}/{entry.name}", LONG_AGO) if entry.name else None
    row = Row(source, entry)
    id_, updated = row.get("id", values.name), row.get("updated_at", values.moment)
    return Seen(f"{source.name}/{id_}", updated or LONG_AGO) if id_ else None


def _item(row: Row, id_: str, base_url: str) -> Item:
    """All sources share one space of ids, so `id_` begins with the name of its own."""
    key = row.get("key", values.name) or id_
    title, text = row.need("title", values.word), row.get("text", values.text) or ""
    status = row.need("status", values.word)
    created, updated = row.need("created_at", values.moment), row.need("updated_at", values.moment)
    parent = row.get("parent", values.name)
    blockers = row.several("blocked_by", row.source.fields.blocked_by)
    return Item(
        source=SOURCE,
        id=id_,
        key=key,
        kind="issue",
        container=row.source.name,
        title=title,
        url=_url(row, key, base_url),
        status=status,
        category=row.category(status),
        created_at=min(created, updated),
        updated_at=updated,
        type=row.get("type", values.text) or "",
        text=text[:TEXT_LIMIT],
        labels=row.several("labels", row.source.fields.labels),
        author=row.get("author", values.text) or None,
        assignee=row.get("assignee", values.text) or None,
        parent=_key(row, parent, key),
        due=row.get("due", values.day),
        estimate=row.get("estimate", partial(values.days, unit=row.source.estimate_unit)),
        points=row.get("points", values.amount),
        blocked_by=tuple(filter(None, (_key(row, each, key) for each in blockers))),
        fields=row.own_fields(),
        refs=references(title, text),
    )


def _key(row: Row, named: str | None, own: str) -> str | None:
    """The key of an item that another one names: by key, or by id where items have no other key. Not its own."""
    if not named:
        return None
    key = named if row.source.fields.key else f"{row.source.name}/{named}"
    return key if key != own else None


def _url(row: Row, key: str, base_url: str) -> str:
    """An item without an address of its own is shown where its tool is."""
    if not row.source.link:
        return row.get("url", partial(values.address, base_url=base_url)) or base_url
    id_ = quote(row.need("id", values.name), safe="")
    return row.source.link.replace("{id}", id_).replace("{key}", quote(key, safe=""))


def _rejected(row: Row, place: str, reason: str, *, lost: bool) -> Rejected:
    try:
        raw = json.dumps(row.entry)[:RAW_LIMIT]
    except UNREADABLE:
        raw = ""
    where = f"{SOURCE} {row.source.name} item {place}"
    return Rejected(source=SOURCE, place=where, reason=values.storable(reason), raw=raw, lost=lost)
