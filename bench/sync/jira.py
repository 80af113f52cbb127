"""Jira Cloud as its clients ask for the issues of one project. Every search shows whole issues with their changelogs,
whatever fields were asked for: all clients get the same bytes."""

import re
from datetime import UTC, datetime
from typing import Any

import msgspec

from bench.sync import jira_issues
from bench.sync.jira_issues import BASE, PROJECT, STATUSES, issues, project, stamp, status_of, user
from bench.sync.served import Answer, Request
from bench.sync.shelf import CHANGED, Json, Rendered, Shelf, Since

MOST = 100
SEARCHES = ("search/jql", "search")
_TERM = re.compile(r"(created|updated)\s*>=?\s*['\"]?([0-9][0-9: /T.-]*[0-9])", re.IGNORECASE)
_ORDER = re.compile(r"order by (created|updated|id|key)(?: (asc|desc))?", re.IGNORECASE)


class Jira:
    def __init__(self, count: int) -> None:
        self._shelf = Shelf([_rendered(one) for one in issues(count)], touch)
        self.base, self.given = "", 0
        self._known = {path: msgspec.json.encode(body) for path, body in _about_the_site().items()}

    def change(self, every: int, at: datetime) -> int:
        return self._shelf.change(every, at)

    def answer(self, request: Request) -> Answer:
        path = re.sub(r"^/rest/api/(2|3|latest)/", "", request.path)
        asked = {**request.query, **(msgspec.json.decode(request.body) if request.body else {})}
        if path in SEARCHES:
            return Answer(self._search(path == "search/jql", asked))
        if path == "search/approximate-count":
            return Answer(msgspec.json.encode({"count": len(self._found(asked))}))
        if path == "users/search":
            return Answer(self._known[path] if int(asked.get("startAt", 0)) == 0 else b"[]")
        body = self._known.get(path)
        return Answer(body) if body else Answer(b'{"errorMessages":["no such address"],"errors":{}}', 404)

    def _search(self, tokens: bool, asked: dict[str, Any]) -> bytes:
        """https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/"""
        found = self._found(asked)
        start, size = (
            int(asked.get("nextPageToken") or asked.get("startAt") or 0),
            min(int(asked.get("maxResults", 50)), MOST),
        )
        end = min(start + size, len(found))
        self.given += end - start
        about: Json = {"startAt": start, "maxResults": size, "total": len(found)}
        if tokens:
            about = {"isLast": end == len(found)} | ({"nextPageToken": str(end)} if end < len(found) else {})
        return b'{"issues":[' + self._shelf.page(found[start:end]) + b"]," + msgspec.json.encode(about)[1:]

    def _found(self, asked: dict[str, Any]) -> Any:
        jql = asked.get("jql", "")
        since = Since(**{name.lower(): _asked_millis(value) for name, value in _TERM.findall(jql)})
        by, way = next(iter(_ORDER.findall(jql)), ("created", ""))
        by = "updated" if by.lower() == "updated" else "created"
        return self._shelf.listed(by, descending=way.lower() == "desc", since=since)


def touch(issue: Json, at: datetime) -> None:
    issue["fields"]["summary"] = CHANGED + issue["fields"]["summary"]
    issue["fields"]["updated"] = stamp(at)


def _rendered(issue: Json) -> Rendered:
    created, updated = (_millis(issue["fields"][name]) for name in ("created", "updated"))
    return Rendered(created, updated, msgspec.json.encode(issue))


def _millis(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def _asked_millis(text: str) -> int:
    """Epoch milliseconds, or a date of the account's time zone, which is UTC."""
    at = text.replace("/", "-")
    return int(text) if text.isdigit() else int(datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp() * 1000)


def _about_the_site() -> dict[str, Any]:
    return {
        "myself": user(0) | {"emailAddress": "bench@example.com"},
        "serverInfo": {
            "baseUrl": BASE,
            "version": "1001.0.0-SNAPSHOT",
            "versionNumbers": [1001, 0, 0],
            "deploymentType": "Cloud",
            "buildNumber": 100_300,
            "serverTitle": "Jira",
        },
        "status": [status_of(name) for name in STATUSES],
        "issuetype": [jira_issues.issue_type(name) for name in jira_issues.TYPES],
        "field": _fields(),
        "configuration": {"timeTrackingConfiguration": {"workingHoursPerDay": 8.0, "workingDaysPerWeek": 5.0}},
        "mypermissions": {"permissions": {}},
        "users/search": [user(number) for number in range(jira_issues.PEOPLE)],
        "project/search": {"startAt": 0, "maxResults": 50, "total": 1, "isLast": True, "values": [project()]},
        "project": [project()],
        f"project/{PROJECT}": project(),
    }


def _fields() -> list[Json]:
    greenhopper, plain = "com.pyxis.greenhopper.jira:", "com.atlassian.jira.plugin.system.customfieldtypes:"
    own = {
        jira_issues.POINTS: ("Story point estimate", greenhopper + "jsw-story-points"),
        jira_issues.SPRINT: ("Sprint", greenhopper + "gh-sprint"),
        **{f"customfield_{10_030 + n}": (f"Own field {n}", plain + "textfield") for n in range(jira_issues.CUSTOM)},
    }
    return [
        {"id": number, "key": number, "name": name, "custom": True, "clauseNames": [name], "schema": {"custom": custom}}
        for number, (name, custom) in own.items()
    ]
