"""The past of an item as intervals in which none of its tracked fields changed: between pull and store."""

from collections.abc import Mapping
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
    present = _present(item)
    if last is None and not item.changes:
        return [_born(item, present)]
    current = last or _born(item, present)
    found = [current]
    for change in item.changes:
        if getattr(current, change.field) != change.after:
            at = millis(change.at)
            if last is None or at >= last.valid_from:
                current = _step(found, current, at, change.field, change.after)
    for field, value in present.items():
        if getattr(current, field) != value:
            current = _step(found, current, millis(item.updated_at), field, value)
    return found[1:] if found[0] == last else found


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


def _born(item: Item, present: Mapping[str, str | None]) -> Version:
    """How the item was created: each field as it stood before its first change, as it stands now if it never changed."""
    created = millis(item.created_at)
    state: dict[str, Any] = {**present}
    for change in reversed(item.changes):
        if change.before is not None or change.field not in ("status", "category"):
            state[change.field] = change.before
        else:
            state[change.field] = change.after
    return Version(valid_from=created, since=created, **state)


def _step(found: list[Version], version: Version, at: int, field: str, value: str | None) -> Version:
    """The version after this field took a new value, added to those that are `found`; one that begins at the same moment takes
    the place of the last. Time never runs backwards."""
    at = max(at, version.valid_from)
    changed: dict[str, Any] = {field: value, "valid_from": at}
    if field == "category":
        changed["since"] = at
    following = replace(version, **changed)
    if at > version.valid_from:
        found.append(following)
    else:
        found[-1] = following
    return following
