"""The small things that a client reads once: who it is, and what the site is made of."""

from typing import Any

from starlette.requests import Request

from sandbox.jira import bodies, datacenter
from sandbox.jira.bodies import Json
from sandbox.jira.fields import system_bodies
from sandbox.jira.permissions import GLOBAL, PERMISSIONS
from sandbox.jira.problem import Problem
from sandbox.jira.search import page_of
from sandbox.jira.state import JiraState


def myself(site: JiraState, _request: Request, _body: Any) -> Json:
    """With the time zone in which JQL reads dates."""
    return site.users[site.account] | {"timeZone": "Etc/UTC" if site.time_zone == "UTC" else site.time_zone}


def my_permissions(site: JiraState, request: Request, _body: Any) -> Json:
    """Of those that are named. https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-permissions/"""
    named = [name for name in request.query_params.get("permissions", "").split(",") if name]
    if not named:
        raise Problem(400, "The 'permissions' query parameter is required.")
    if unknown := [name for name in named if name not in PERMISSIONS]:
        raise Problem(400, f"Unrecognized permission: {unknown[0]}")
    return {"permissions": {name: _permission(site, name) for name in named}}


def _permission(site: JiraState, name: str) -> Json:
    kind = "GLOBAL" if name in GLOBAL else "PROJECT"
    title = name.replace("_", " ").capitalize()
    number = str(PERMISSIONS.index(name) + 10)
    return {"id": number, "key": name, "name": title, "type": kind, "havePermission": name in site.permissions}


def server_info(site: JiraState, _request: Request, _body: Any) -> Json:
    """https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-server-info/"""
    cloud = site.deployment == "cloud"
    return {
        "baseUrl": site.base,
        "version": "1001.0.0-SNAPSHOT" if cloud else "10.3.1",
        "versionNumbers": [1001, 0, 0] if cloud else [10, 3, 1],
        "deploymentType": "Cloud" if cloud else "Server",
        "buildNumber": 100_288,
        "buildDate": "2026-10-01T00:00:00.000+0000",
        "serverTime": bodies.stamp(site.clock()),
        "scmInfo": "0" * 40,
        "serverTitle": "Jira",
        "defaultLocale": {"locale": "en_US"},
    }


def configuration(site: JiraState, _request: Request, _body: Any) -> Json:
    """https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-jira-settings/"""
    enabled = ("voting", "watching", "subTasks", "issueLinking", "timeTracking", "attachments")
    hours = {"workingHoursPerDay": site.hours_per_day, "workingDaysPerWeek": site.days_per_week}
    return {
        **{f"{name}Enabled": True for name in enabled},
        "unassignedIssuesAllowed": True,
        "timeTrackingConfiguration": {**hours, "timeFormat": "pretty", "defaultUnit": "minute"},
    }


def fields(site: JiraState, _request: Request, _body: Any) -> list[Json]:
    rows = [*system_bodies(), *(field.body() for field in site.fields.values())]
    return rows if site.deployment == "cloud" else [datacenter.field(body) for body in rows]


def statuses(site: JiraState, _request: Request, _body: Any) -> list[Json]:
    return site.statuses


def priorities(site: JiraState, _request: Request, _body: Any) -> list[Json]:
    return [bodies.priority(site.base, name) for name in bodies.PRIORITIES]


def issue_types(site: JiraState, _request: Request, _body: Any) -> list[Json]:
    return [bodies.issue_type(site.base, name) for name in bodies.TYPES]


def link_types(site: JiraState, _request: Request, _body: Any) -> Json:
    return {"issueLinkTypes": [bodies.link_type(site.base, name) for name in bodies.LINK_TYPES]}


def projects(site: JiraState, request: Request, _body: Any) -> Json:
    rows = sorted(site.visible_projects.values(), key=lambda project: str(project["key"]))
    return page_of(request, rows, "values", 50)


def users(site: JiraState, request: Request, _body: Any) -> list[Json]:
    found: list[Json] = page_of(request, list(site.users.values()), "users", 50)["users"]
    return found


def removed(_site: JiraState, _request: Request, _body: Any) -> Json:
    """https://developer.atlassian.com/changelog/#CHANGE-2046"""
    raise Problem(410, "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.")
