"""The past of an item as intervals in which none of its tracked fields changed: between pull and store."""

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from core.records import Item
from core.times import millis


class Version(Struct, frozen=True, gc=False):
    """The tracked fields from `valid_from` until the next version begins. `since` is when the category began.

    Both are UTC milliseconds; `due` is ISO text.
    """

    valid_from: int
    status: str
    category: str
    assignee: str | None
    due: str | None
    parent: str | None
    since: int


def extend(last: Version | None, item: Item) -> list[Version]:
    """The versions to add after `last`, oldest first; the first one takes the place of `last` if it begins with it.

    At first sight they tell the whole past that the tool tells, from the item's creation on. Later only what is newer than
    `last` counts. What the tool changed without telling is dated by the item's `updated_at`.
    """
    if last is None and not item.changes:
        return [_born(item)]
    current = last or _born(item)
    found = {} if last else {current.valid_from: current}
    for change in item.changes:
        at = millis(change.at)
        if last is None or at >= last.valid_from:
            current = _step(current, at, change.field, change.after)
            found[current.valid_from] = current
    updated = millis(item.updated_at)
    for field, value in _present(item).items():
        current = _step(current, updated, field, value)
    found[current.valid_from] = current
    if last and found.get(last.valid_from) == last:
        del found[last.valid_from]
    return list(found.values())


def category_since(version: Version, item: Item) -> int:
    """When the item's present category began: the tool's own word on when it was done comes first."""
    return millis(item.done_at) if item.category == "done" and item.done_at else version.since


def _present(item: Item) -> dict[str, str | None]:
    due = item.due.isoformat() if item.due else None
    return {
        "status": item.status,
        "category": item.category,
        "assignee": item.assignee,
        "due": due,
        "parent": item.parent,
    }


def _born(item: Item) -> Version:
    """How the item was created: each field as it stood before its first change, as it stands now if it never changed."""
    created = millis(item.created_at)
    state: dict[str, Any] = _present(item)
    for change in reversed(item.changes):
        if change.before is not None or change.field not in ("status", "category"):
            state[change.field] = change.before
        else:
            state[change.field] = change.after
    return Version(valid_from=created, since=created, **state)


def _step(version: Version, at: int, field: str, value: str | None) -> Version:
    """The version after this field took a new value, the same one if that does not differ. Time never runs backwards."""
    if getattr(version, field) == value:
        return version
    at = max(at, version.valid_from)
    changed: dict[str, Any] = {field: value, "valid_from": at}
    if field == "category":
        changed["since"] = at
    return replace(version, **changed)
