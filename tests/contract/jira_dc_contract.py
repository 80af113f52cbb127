"""Where Atlassian's description of Data Center says less or other than every Data Center does, as its own examples show.

The description of Jira Data Center is published since version 10, but in no package registry; what stands in
jira_dc.openapi.json was turned back from a client generated from it. It types each list as one of its rows, values of any
type as objects, and a field operation (`{"add": "x"}`) by the names of the Java class behind it.
"""

from copy import deepcopy
from typing import Any

LISTS = ("field", "status", "priority", "issuetype", "project", "user/search")
VERBS = ("add", "set", "remove", "edit", "copy")


def mended(description: Any) -> Any:
    """The description with these few things put right; everything else stays as it was."""
    found = deepcopy(description)
    schemas, paths = found["components"]["schemas"], found["paths"]
    schemas["FieldOperation"] = {
        "properties": {verb: {} for verb in VERBS},
        "additionalProperties": False,
        "maxProperties": 1,
    }
    schemas["EntityPropertyBean"]["properties"]["value"] = {}
    schemas["IssueBean"]["properties"]["fields"] = {"type": "object"}
    schemas["IssueUpdateBean"]["properties"]["fields"] = {"type": "object"}
    for name in LISTS:
        body = _body(paths[f"/rest/api/2/{name}"])
        body["schema"] = {"type": "array", "items": body["schema"]}
    links = _body(paths["/rest/api/2/issue/{issueIdOrKey}/remotelink"])  # the one with a `globalId`, or all
    links["schema"] = {"anyOf": [links["schema"], {"type": "array", "items": links["schema"]}]}
    paths["/rest/api/2/user/list"] = _user_list(_body(paths["/rest/api/2/user/search"])["schema"]["items"])
    member = _body(paths["/rest/api/2/group/member"])
    member["schema"] = _page(member["schema"])
    return found


def _body(path: Any) -> Any:
    return path["get"]["responses"]["2XX"]["content"]["application/json"]


def _user_list(row: Any) -> Any:
    """Newer than the client: https://mrrefactoring.github.io/jira.js/api/functions/server.getUserList.html"""
    asked = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in ("cursor", "maxResults")]
    told = {"isLast": {"type": "boolean"}, "maxResults": {"type": "integer"}, "nextCursor": {"type": "string"}}
    schema = {"properties": {**told, "values": {"type": "array", "items": row}}, "required": ["isLast", "values"]}
    return {"get": {"parameters": asked, "responses": {"2XX": {"content": {"application/json": {"schema": schema}}}}}}


def _page(row: Any) -> Any:
    numbers = {name: {"type": "integer"} for name in ("startAt", "maxResults", "total")}
    rows = {"type": "array", "items": row}
    needed = ["values", "isLast", *numbers]
    return {"properties": {**numbers, "isLast": {"type": "boolean"}, "values": rows}, "required": needed}
