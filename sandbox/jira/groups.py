"""Groups and who is in them, for accounts that may browse them.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-groups/
"""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from sandbox.jira.bodies import Json
from sandbox.jira.problem import Problem
from sandbox.jira.search import page_of
from sandbox.jira.site import Group
from sandbox.jira.state import JiraState

PICKED, MEMBERS = 20, 50


def picker(site: JiraState, request: Request, _body: Any) -> Json:
    """Without the permission only a group whose name is spelled out is found."""
    text, query = request.query_params.get("query", ""), request.query_params
    fold = str.lower if query.get("caseInsensitive") == "true" else str
    found = [group for group in _sorted(site) if fold(text) in fold(group.name)]
    if not site.may_browse_groups:
        found = [group for group in found if group.name == text]
    size = int(query.get("maxResults") or PICKED)
    rows = [
        {
            "name": group.name,
            "html": group.name.replace(text, f"<b>{text}</b>") if text else group.name,
            "labels": [],
            "groupId": group.id,
        }
        for group in found[:size]
    ]
    return {"header": f"Showing {len(rows)} of {len(found)} matching groups", "total": len(found), "groups": rows}


def bulk(site: JiraState, request: Request, _body: Any) -> Json:
    if not site.may_browse_groups:
        raise Problem(403, "Browse users and groups permission is required to view groups.")
    ids, names = request.query_params.getlist("groupId"), request.query_params.getlist("groupName")
    wanted = [g for g in _sorted(site) if not (ids or names) or g.id in ids or g.name in names]
    rows = [{"name": group.name, "groupId": group.id} for group in wanted]
    return _linked(site, request, page_of(request, rows, "values", 50, 10_000))


def members(site: JiraState, request: Request, _body: Any) -> Json:
    """Fifty at most, whatever was asked for; people who left only on request."""
    group = _group(site, request)
    if not site.may_browse_groups:
        raise Problem(403, "You do not have the permission to view the group.")
    everybody = request.query_params.get("includeInactiveUsers") == "true"
    rows = [site.users[name] for name in group.members if everybody or site.users[name]["active"]]
    return _linked(site, request, page_of(request, rows, "values", MEMBERS, MEMBERS))


def _group(site: JiraState, request: Request) -> Group:
    number, name = request.query_params.get("groupId"), request.query_params.get("groupname")
    if not number and not name:
        raise Problem(400, "Query parameter 'groupname' or 'groupId' has to be provided.")
    for group in site.groups.values():
        if number == group.id or (not number and name == group.name):
            return group
    raise Problem(404, f"The group '{number or name}' does not exist.")


def _sorted(site: JiraState) -> list[Group]:
    return sorted(site.groups.values(), key=lambda group: group.name)


def _linked(site: JiraState, request: Request, page: Json) -> Json:
    """`self`, and `nextPage` where there is one."""
    asked = [pair for pair in request.query_params.multi_items() if pair[0] not in ("startAt", "maxResults")]

    def at(start: int) -> str:
        query = urlencode([*asked, ("maxResults", page["maxResults"]), ("startAt", start)])
        return f"{site.base}{request.url.path}?{query}"

    page |= {"self": at(page["startAt"])}
    return page if page["isLast"] else page | {"nextPage": at(page["startAt"] + page["maxResults"])}
