"""The same site as Jira Data Center tells it: REST 2, users by name, texts as wiki markup, epics by a custom field.

https://developer.atlassian.com/server/jira/platform/rest/
"""

from typing import Any

from sandbox.jira.bodies import Json, is_document, text_of
from sandbox.jira.site import Site

_CLOUD_ONLY = {"untranslatedName", "hierarchyLevel", "simplified", "statuscategorychangedate", "jsdPublic", "groupId"}


def told(site: Site, value: Any) -> Any:
    """An answer's body, whatever it is, in the words of Data Center."""
    if isinstance(value, list):
        return [told(site, part) for part in value]
    if not isinstance(value, dict):
        return value
    if "accountId" in value:
        return user(site, value)
    if is_document(value):
        return text_of(value)
    if "customFieldOption" in str(value.get("self", "")):
        value = value | {"disabled": False}
    return {name: told(site, part) for name, part in value.items() if name not in _CLOUD_ONLY}


def user(site: Site, body: Json) -> Json:
    """`name` is what people sign in with and may change; `key` never does."""
    name = site.username(body["accountId"])
    kept = ("emailAddress", "avatarUrls", "displayName", "active", "timeZone")
    about = {field: body[field] for field in kept if field in body}
    where = f"{site.base}/rest/api/2/user?username={name}"
    return {"self": where, "name": name, "key": site.user_key(body["accountId"]), **about}


def issue(site: Site, body: Json) -> Json:
    """An issue in Cloud's form, before its fields are chosen. Only a sub-task has a `parent` here; an epic's issues name it
    in the field Epic Link, and what stands above epics in Parent Link."""
    fields: Json = dict(body["fields"])
    _place(site, fields)
    sprints = fields.get(site.field_id("Sprint"))
    if sprints:
        fields[site.field_id("Sprint")] = [_sprint(row) for row in sprints]
    made = body | {"fields": told(site, fields)}
    if "changelog" in body:
        histories = [_history(site, history) for history in body["changelog"]["histories"]]
        made["changelog"] = body["changelog"] | {"histories": histories}
    return made


def field(body: Json) -> Json:
    """Listed by id alone; what Cloud calls JSON is text."""
    schema = body["schema"] | ({"items": "string"} if body["schema"].get("items") == "json" else {})
    return {name: part for name, part in body.items() if name != "key"} | {"schema": schema}


def _place(site: Site, fields: Json) -> None:
    parent = fields.get("parent")
    if not parent or fields["issuetype"]["subtask"]:
        if not parent:
            fields.pop("parent", None)
        return
    above_epic = (fields["issuetype"].get("hierarchyLevel") or 0) >= 1
    fields[site.field_id("Parent Link" if above_epic else "Epic Link")] = parent["key"]
    del fields["parent"]


def _sprint(row: Json) -> str:
    """The text that Data Center makes of a sprint; a comma within the goal is not marked in any way."""
    about = {"state": row["state"].upper(), "name": row["name"], "goal": row.get("goal", "")}
    dates = {name: row.get(name) or "<null>" for name in ("startDate", "endDate", "completeDate")}
    pairs = {"id": row["id"], "rapidViewId": row.get("boardId"), **about, **dates, "sequence": row["id"]}
    told_as = ",".join(f"{name}={value}" for name, value in pairs.items())
    return f"com.atlassian.greenhopper.service.sprint.Sprint@{row['id']:x}[{told_as}]"


def _history(site: Site, history: Json) -> Json:
    made: Json = told(site, history)
    return made | {"items": [_item(site, item) for item in history["items"]]}


def _item(site: Site, item: Json) -> Json:
    """Fields go by name only; people by their key."""
    made = {name: part for name, part in item.items() if name != "fieldId"}
    if item["field"] == "assignee":
        made |= {end: item[end] and site.user_key(item[end]) for end in ("from", "to")}
    if item["field"] == "IssueParentAssociation":
        made |= {"field": "Epic Link", "fieldtype": "custom"}
    return made
