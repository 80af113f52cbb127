"""Made-up issues of a Jira Cloud project, each with its changelog, comments and work log; the same at every run."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.sync.issues import SPAN, START, WORDS

PROJECT = "BIG"
BASE = "https://acme.atlassian.net"
API = f"{BASE}/rest/api/3"
GOALS = 20  # the first issues, each an initiative
PEOPLE = 60
CUSTOM = 12  # fields of the site's own that are empty
POINTS, SPRINT = "customfield_10016", "customfield_10020"
TYPES = {"Task": ("10002", 0), "Bug": ("10004", 0), "Story": ("10001", 0), "Initiative": ("10005", 2)}
STATUSES = {
    "To Do": ("10000", {"id": 2, "key": "new", "colorName": "blue-gray", "name": "To Do"}),
    "In Progress": ("3", {"id": 4, "key": "indeterminate", "colorName": "yellow", "name": "In Progress"}),
    "Done": ("10001", {"id": 3, "key": "done", "colorName": "green", "name": "Done"}),
}
Json = dict[str, Any]


def issues(count: int) -> Iterator[Json]:
    """`count` issues, one after the other, in the order in which they were created."""
    rng = random.Random(1)
    return (issue(number, count, rng) for number in range(1, count + 1))


def issue(number: int, count: int, rng: random.Random) -> Json:
    created = START + number * SPAN / count
    led = _led(number, created, rng)
    status, updated = (led[-1]["items"][0]["toString"], led[-1]["created"]) if led else ("To Do", stamp(created))
    where = f"{API}/issue/{10_000 + number}"
    return {
        "expand": "operations,versionedRepresentations,editmeta,changelog,renderedFields",
        "id": str(10_000 + number),
        "self": where,
        "key": f"{PROJECT}-{number}",
        "transitions": [],
        "changelog": {"startAt": 0, "maxResults": len(led), "total": len(led), "histories": led[::-1]},
        "fields": {
            **dict.fromkeys(f"customfield_{10_030 + each}" for each in range(CUSTOM)),
            **_fields(number, rng, status),
            POINTS: rng.choice((None, 1.0, 2.0, 3.0, 5.0)),
            SPRINT: None,
            "created": stamp(created),
            "updated": updated,
            "statuscategorychangedate": updated,
            "resolutiondate": updated if status == "Done" else None,
            "comment": _listed("comments", [_comment(number, each, created, rng) for each in range(rng.randrange(3))]),
            "worklog": _listed("worklogs", []),
        },
    }


def _fields(number: int, rng: random.Random, status: str) -> Json:
    creator = user(rng.randrange(PEOPLE))
    return {
        "summary": " ".join(rng.choices(WORDS, k=7)).capitalize(),
        "description": document(" ".join(rng.choices(WORDS, k=35)) for _ in range(5)),
        "project": project(),
        "issuetype": issue_type("Initiative" if number <= GOALS else rng.choice(("Task", "Bug", "Story"))),
        "status": status_of(status),
        "priority": {"self": f"{API}/priority/3", "id": "3", "name": "Medium", "iconUrl": f"{BASE}/images/medium.svg"},
        "resolution": {"self": f"{API}/resolution/1", "id": "1", "name": "Done"} if status == "Done" else None,
        "labels": [f"area-{rng.randrange(60)}" for _ in range(rng.randrange(3))],
        "components": [],
        "versions": [],
        "fixVersions": [],
        "issuelinks": [],
        "subtasks": [],
        "creator": creator,
        "reporter": creator,
        "assignee": user(rng.randrange(PEOPLE)) if rng.random() < 0.5 else None,
        "duedate": None,
        "environment": None,
        "timeoriginalestimate": None,
        "timespent": None,
        "aggregatetimespent": None,
        "workratio": -1,
        "lastViewed": None,
        "progress": {"progress": 0, "total": 0},
        "votes": {"self": f"{API}/issue/{PROJECT}-{number}/votes", "votes": 0, "hasVoted": False},
        "watches": {"self": f"{API}/issue/{PROJECT}-{number}/watchers", "watchCount": 1, "isWatching": False},
    }


def _led(number: int, created: datetime, rng: random.Random) -> list[Json]:
    """Its histories, oldest first: into progress, to somebody, and to its end."""
    at, histories = created, []
    for step in range(rng.choice((0, 2, 3))):
        at += timedelta(hours=rng.randrange(2, 300))
        items = [_status(step)] if step != 1 else [_assignee(rng), _status(1)]
        author = user(rng.randrange(PEOPLE))
        histories.append({"id": str(number * 10 + step), "author": author, "created": stamp(at), "items": items[::-1]})
    return histories


def _status(step: int) -> Json:
    """To Do, In Progress, back and to the end."""
    before, after = (("To Do", "In Progress"), ("In Progress", "To Do"), ("To Do", "Done"))[step]
    return {
        "field": "status",
        "fieldtype": "jira",
        "fieldId": "status",
        "from": STATUSES[before][0],
        "fromString": before,
        "to": STATUSES[after][0],
        "toString": after,
    }


def _assignee(rng: random.Random) -> Json:
    person = rng.randrange(PEOPLE)
    return {
        "field": "assignee",
        "fieldtype": "jira",
        "fieldId": "assignee",
        "from": None,
        "fromString": None,
        "to": account(person),
        "toString": f"Person {person}",
    }


def _comment(number: int, each: int, created: datetime, rng: random.Random) -> Json:
    author, at = user(rng.randrange(PEOPLE)), stamp(created + timedelta(hours=each + 1))
    return {
        "self": f"{API}/issue/{10_000 + number}/comment/{number * 10 + each}",
        "id": str(number * 10 + each),
        "author": author,
        "updateAuthor": author,
        "body": document([" ".join(rng.choices(WORDS, k=12))]),
        "created": at,
        "updated": at,
        "jsdPublic": True,
    }


def _listed(name: str, rows: list[Json]) -> Json:
    return {name: rows, "maxResults": len(rows), "total": len(rows), "startAt": 0}


def document(paragraphs: Any) -> Json:
    content = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in paragraphs]
    return {"type": "doc", "version": 1, "content": content}


def account(number: int) -> str:
    return f"712020:person-{number}"


def user(number: int) -> Json:
    avatar = f"https://avatars.example/{number}"
    return {
        "self": f"{API}/user?accountId={account(number)}",
        "accountId": account(number),
        "avatarUrls": {size: f"{avatar}/{size}" for size in ("48x48", "24x24", "16x16", "32x32")},
        "displayName": f"Person {number}",
        "active": True,
        "timeZone": "Etc/UTC",
        "accountType": "atlassian",
    }


def project() -> Json:
    return {
        "self": f"{API}/project/10000",
        "id": "10000",
        "key": PROJECT,
        "name": "Big",
        "projectTypeKey": "software",
        "simplified": False,
        "avatarUrls": {"48x48": f"{BASE}/avatar/10000"},
    }


def issue_type(name: str) -> Json:
    number, level = TYPES[name]
    return {
        "self": f"{API}/issuetype/{number}",
        "id": number,
        "description": "",
        "iconUrl": f"{BASE}/images/{number}.svg",
        "name": name,
        "subtask": False,
        "hierarchyLevel": level,
    }


def status_of(name: str) -> Json:
    number, category = STATUSES[name]
    return {
        "self": f"{API}/status/{number}",
        "description": "",
        "iconUrl": f"{BASE}/images/status.png",
        "name": name,
        "id": number,
        "statusCategory": {"self": f"{API}/statuscategory/{category['id']}", **category},
    }


def stamp(at: datetime) -> str:
    """A moment as Jira writes it: milliseconds, and no colon in the zone."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}+0000"
