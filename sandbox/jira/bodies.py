"""The REST forms of Jira's small things: users, statuses, issue types, dates and documents.

Shapes follow https://developer.atlassian.com/cloud/jira/platform/rest/v3/ and recorded payloads.
"""

from datetime import datetime
from typing import Any

import msgspec

Json = dict[str, Any]

CATEGORIES: dict[str, Json] = {
    "new": {"id": 2, "key": "new", "colorName": "blue-gray", "name": "To Do"},
    "indeterminate": {"id": 4, "key": "indeterminate", "colorName": "yellow", "name": "In Progress"},
    "done": {"id": 3, "key": "done", "colorName": "green", "name": "Done"},
}
STATUSES = {"To Do": ("10000", "new"), "In Progress": ("3", "indeterminate"), "Done": ("10001", "done")}
TYPES = {
    "Epic": ("10000", 1),
    "Story": ("10001", 0),
    "Task": ("10002", 0),
    "Sub-task": ("10003", -1),
    "Bug": ("10004", 0),
    "Initiative": ("10005", 2),
    "Theme": ("10006", 3),
}
PRIORITIES = {"Highest": "1", "High": "2", "Medium": "3", "Low": "4", "Lowest": "5"}
LINK_TYPES = {
    "Blocks": ("10000", "is blocked by", "blocks"),
    "Cloners": ("10001", "is cloned by", "clones"),
    "Duplicate": ("10002", "is duplicated by", "duplicates"),
    "Relates": ("10003", "relates to", "relates to"),
}
RESOLUTION = {"id": "10000", "name": "Done", "description": "Work has been completed on this issue."}
_UNRESOLVED: Json = {"resolution": None, "resolutiondate": None}


def stamp(at: datetime) -> str:
    """A moment as Jira writes it: milliseconds, and no colon in the zone."""
    text = at.isoformat(timespec="milliseconds")
    return text[:-3] + text[-2:]


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")


def user(base: str, account_id: str, name: str, email: str | None, active: bool, app: bool) -> Json:
    """The e-mail is left out when the person's privacy settings hide it."""
    body = {
        "self": f"{base}/rest/api/3/user?accountId={account_id}",
        "accountId": account_id,
        "accountType": "app" if app else "atlassian",
        "displayName": name,
        "active": active,
        "timeZone": "Etc/UTC",
        "avatarUrls": {size: f"{base}/avatar/{account_id}/{size}" for size in ("16x16", "24x24", "32x32", "48x48")},
    }
    return body | ({"emailAddress": email} if email else {})


def status(base: str, name: str) -> Json:
    number, category = STATUSES[name]
    return {
        "self": f"{base}/rest/api/3/status/{number}",
        "id": number,
        "name": name,
        "untranslatedName": name,
        "description": "",
        "iconUrl": f"{base}/images/icons/status.png",
        "statusCategory": {"self": f"{base}/rest/api/3/statuscategory/{category}", **CATEGORIES[category]},
    }


def is_done(status: str) -> bool:
    return STATUSES[status][1] == "done"


def resolution(now: str, status: str) -> Json:
    """The fields that say whether an issue is resolved, and since when."""
    return {"resolution": RESOLUTION, "resolutiondate": now} if is_done(status) else _UNRESOLVED


def issue_type(base: str, name: str) -> Json:
    number, level = TYPES[name]
    return {
        "self": f"{base}/rest/api/3/issuetype/{number}",
        "id": number,
        "name": name,
        "description": "",
        "iconUrl": f"{base}/images/icons/issuetypes/{number}.svg",
        "subtask": level < 0,
        "hierarchyLevel": level,
    }


def priority(base: str, name: str) -> Json:
    number = PRIORITIES[name]
    return {"self": f"{base}/rest/api/3/priority/{number}", "id": number, "name": name, "iconUrl": f"{base}/p.svg"}


def link_type(base: str, name: str) -> Json:
    """`inward` is how the target of a link reads it."""
    number, inward, outward = LINK_TYPES[name]
    where = f"{base}/rest/api/3/issueLinkType/{number}"
    return {"id": number, "name": name, "inward": inward, "outward": outward, "self": where}


def time_spent(seconds: int, hours_per_day: float) -> str:
    """`1d 2h 30m`, in working days of the site."""
    minutes = seconds // 60
    days, minutes = divmod(minutes, round(hours_per_day * 60))
    parts = ((days, "d"), (minutes // 60, "h"), (minutes % 60, "m"))
    return " ".join(f"{count}{unit}" for count, unit in parts if count) or "0m"


def project(base: str, number: int, key: str, name: str, kind: str) -> Json:
    return {
        "self": f"{base}/rest/api/3/project/{number}",
        "id": str(number),
        "key": key,
        "name": name,
        "projectTypeKey": kind,
        "simplified": False,
        "avatarUrls": {"48x48": f"{base}/avatar/project/{number}"},
    }


def document(text: str) -> Json:
    """Plain text as an Atlassian document, one paragraph a line."""
    lines: list[Json] = [
        {"type": "paragraph", "content": [{"type": "text", "text": line}] if line else []} for line in text.split("\n")
    ]
    return {"type": "doc", "version": 1, "content": lines}


def text_of(document: Json) -> str:
    """What `document` was made of."""
    lines = ("".join(str(part.get("text", "")) for part in line.get("content", [])) for line in document["content"])
    return "\n".join(lines)


def json_of(body: object) -> str:
    """As it is counted against limits."""
    return body if isinstance(body, str) else msgspec.json.encode(body).decode()


def is_document(body: object) -> bool:
    return isinstance(body, dict) and body.get("type") == "doc" and isinstance(body.get("content"), list)
