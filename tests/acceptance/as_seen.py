"""What people see in the four tools, less what a tool itself keeps of whatever was ever done to it.

That is: the history of an item (Jira's change log, GitHub's events), when something was last touched, ids and moments of what
the hub wrote (one that is made again gets others, and stands last), that a message was edited, and labels in a repository's
list, which GitHub makes by itself and keeps.
"""

import json
from collections.abc import Mapping
from types import NoneType
from typing import Any

from sandbox.company import Company

OURS = ("712020:fairlead-bot", "fairlead-bot", "U0FAIRLEAD")
WORDS = (str, int, float, NoneType)
TOUCHED = ("updated", "updated_at")
IDENTITY = (
    "id",
    "node_id",
    "self",
    "url",
    "html_url",
    "created",
    "created_at",
    "ts",
    "edited",
    "thread_ts",
    "latest_reply",
)


def as_seen(company: Company) -> dict[str, Any]:
    """Texts, labels, links, cells and messages, ours and those of others, tool by tool."""
    return {tool: _plain(shown) for tool, shown in company.snapshot().items()}


def changed(before: Any, after: Any, place: str = "") -> list[str]:
    """Where one differs from the other, and how."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = sorted({*before, *after})
        return [each for key in keys for each in changed(before.get(key), after.get(key), f"{place}/{key}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [each for nth, (one, other) in pairs for each in changed(one, other, f"{place}/{nth}")]
    return [] if before == after else [f"{place}: {str(before)[-400:]} → {str(after)[-400:]}"]


def ours(seen: Mapping[str, Any]) -> list[Any]:
    """All comments, messages, links and labels of ours."""
    found: list[Any] = []
    _collect(seen, found)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        values = {str(key): each for key, each in value.items() if key not in TOUCHED}
        if values and all(key.isdigit() for key in values):
            return _sorted(list(values.values()))
        if _is_ours(value):
            values = {key: each for key, each in values.items() if key not in IDENTITY}
        return {key: each if isinstance(each, WORDS) else _of(key, each) for key, each in values.items()}
    if isinstance(value, (list, tuple, set)):
        return _sorted(list(value))
    return value


def _of(key: str, value: Any) -> Any:
    if key in ("events", "histories"):
        return [_plain(each) for each in value if not _did(each)]
    if key == "reactions" and isinstance(value, dict):
        return {name: count for name, count in value.items() if name != "url"}
    if key == "labels" and isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if not name.startswith("fairlead-")}
    if key == "labels" and isinstance(value, list):
        return sorted((_plain(each) for each in value), key=str)
    return _plain(value)


def _sorted(values: list[Any]) -> list[Any]:
    """Ours last, and in an order of their own."""
    others = [_plain(each) for each in values if not _is_ours(each)]
    return others + sorted(
        (_plain(each) for each in values if _is_ours(each)), key=lambda each: json.dumps(each, default=str)
    )


def _is_ours(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    by = value.get("author") or value.get("user") or ""
    linked = "globalId" in value
    return linked or (by.get("accountId") or by.get("login") if isinstance(by, dict) else by) in OURS


def _did(event: Any) -> bool:
    """GitHub's stand beside the number of their issue."""
    event = event[1] if isinstance(event, (list, tuple)) else event
    by = event.get("author") or event.get("actor") or {}
    return (by.get("accountId") or by.get("login")) in OURS


def _collect(value: Any, found: list[Any]) -> None:
    if isinstance(value, dict) and _is_ours(value):
        found.append(value)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in ("events", "histories"):
                _collect(each, found)
    elif isinstance(value, list):
        for each in value:
            _collect(each, found)
    elif isinstance(value, str) and value.startswith("fairlead-"):
        found.append(value)
