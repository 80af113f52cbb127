"""Changelogs and work logs: of one issue by offset, and changelogs of a thousand issues at once."""

from itertools import groupby
from typing import Any

from starlette.requests import Request

from sandbox.jira.bodies import Json, moment
from sandbox.jira.problem import Problem
from sandbox.jira.search import find, next_token, page_of, page_token, seen
from sandbox.jira.state import JiraState

ISSUES, FIELDS, PER_PAGE, MOST_PER_PAGE = 1000, 10, 1000, 10_000
_KNOWN = {"issueIdsOrKeys", "fieldIds", "maxResults", "nextPageToken"}
Shown = tuple[str, Json]  # an issue's id with one entry of its changelog


def changelog(site: JiraState, request: Request, _body: Any) -> Json:
    """Oldest first, by offset: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/"""
    histories = find(site, request)["changelog"]["histories"]
    return page_of(request, sorted(histories, key=lambda h: h["created"]), "values", 100, 100)


def worklogs(site: JiraState, request: Request, _body: Any) -> Json:
    """https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-worklogs/"""
    rows = (find(site, request)["fields"].get("worklog") or {}).get("worklogs", [])
    after, before = (request.query_params.get(name) for name in ("startedAfter", "startedBefore"))
    rows = [row for row in rows if not after or _millis(row["started"]) >= int(after)]
    rows = [row for row in rows if not before or _millis(row["started"]) < int(before)]
    return page_of(request, rows, "worklogs", 5000, 5000)


def bulk_changelogs(site: JiraState, _request: Request, body: Any) -> Json:
    """By date and then by id of issue, oldest first, `maxResults` entries a page; what cannot be seen is left out.

    https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-changelog-bulkfetch-post
    """
    issues, fields, size = _wanted(body)
    entries = _entries(site, issues, {*fields})
    token = page_token(site, body.get("nextPageToken"), " ".join([*sorted(issues), "|", *sorted(fields)]))
    end = token.offset + size
    page = sorted(entries[token.offset : end], key=lambda entry: int(entry[0]))
    logs = [
        {"issueId": number, "changeHistories": [_dated(site, history) for _, history in rows]}
        for number, rows in groupby(page, key=lambda entry: entry[0])
    ]
    answer: Json = {"issueChangeLogs": logs}
    return answer if end >= len(entries) else answer | {"nextPageToken": next_token(site, token, end)}


def _wanted(body: Any) -> tuple[list[str], list[str], int]:
    if not isinstance(body, dict) or not body.keys() <= _KNOWN:
        raise Problem(400, "Invalid request payload. Refer to the REST API documentation and try again.")
    issues, fields = body.get("issueIdsOrKeys") or [], body.get("fieldIds") or []
    size = body.get("maxResults", PER_PAGE)
    if not 1 <= len(issues) <= ISSUES:
        raise Problem(400, f"The number of issue IDs or keys must be between 1 and {ISSUES}.")
    if len(fields) > FIELDS:
        raise Problem(400, f"No more than {FIELDS} field IDs can be requested.")
    if not isinstance(size, int) or not 1 <= size <= MOST_PER_PAGE:
        raise Problem(400, f"The value for maxResults must be between 1 and {MOST_PER_PAGE}.")
    return issues, fields, size


def _entries(site: JiraState, names: list[str], fields: set[str]) -> list[Shown]:
    issues = seen(site, names).items()
    entries = ((number, _only(each, fields)) for number, one in issues for each in one["changelog"]["histories"])
    return sorted((entry for entry in entries if entry[1]["items"]), key=_age)


def _age(entry: Shown) -> tuple[Any, int, int]:
    number, history = entry
    return moment(history["created"]), int(number), int(history["id"])


def _only(history: Json, fields: set[str]) -> Json:
    items = [item for item in history["items"] if not fields or item.get("fieldId") in fields]
    return history | {"items": items}


def _dated(site: JiraState, history: Json) -> Json:
    """Here, and nowhere else, a date is a number of milliseconds."""
    return history if site.quirks.bulk_dates_as_text else history | {"created": _millis(history["created"])}


def _millis(text: str) -> int:
    return int(moment(text).timestamp() * 1000)
