"""Custom fields: their schemas as every site declares them, and the REST forms and history texts of their values.

Ids differ from site to site, so nobody may rely on them: only `schema.custom` says what a field is.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-fields/
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from msgspec import Struct

from sandbox.jira.bodies import Json, stamp

FieldKind = Literal[
    "number", "story-points", "sprint", "flagged", "epic-link", "parent-link", "epic-name", "rank", "select",
    "multi-select", "checkboxes", "cascading", "date", "datetime", "user", "users", "labels", "text", "paragraph",
]  # fmt: skip
_PLAIN, _AGILE = "com.atlassian.jira.plugin.system.customfieldtypes:", "com.pyxis.greenhopper.jira:"
SCHEMAS: dict[FieldKind, tuple[str, str | None, str]] = {
    "number": ("number", None, _PLAIN + "float"),
    "story-points": ("number", None, _AGILE + "jsw-story-points"),
    "sprint": ("array", "json", _AGILE + "gh-sprint"),
    "flagged": ("array", "option", _PLAIN + "multicheckboxes"),
    "epic-link": ("any", None, _AGILE + "gh-epic-link"),
    "parent-link": ("any", None, "com.atlassian.jpo:jpo-custom-field-parent"),
    "epic-name": ("string", None, _AGILE + "gh-epic-label"),
    "rank": ("any", None, _AGILE + "gh-lexo-rank"),
    "select": ("option", None, _PLAIN + "select"),
    "multi-select": ("array", "option", _PLAIN + "multiselect"),
    "checkboxes": ("array", "option", _PLAIN + "multicheckboxes"),
    "cascading": ("option-with-child", None, _PLAIN + "cascadingselect"),
    "date": ("date", None, _PLAIN + "datepicker"),
    "datetime": ("datetime", None, _PLAIN + "datetime"),
    "user": ("user", None, _PLAIN + "userpicker"),
    "users": ("array", "user", _PLAIN + "multiuserpicker"),
    "labels": ("array", "string", _PLAIN + "labels"),
    "text": ("string", None, _PLAIN + "textfield"),
    "paragraph": ("string", None, _PLAIN + "textarea"),
}
USUAL: tuple[tuple[int, str, FieldKind], ...] = (
    (10011, "Epic Name", "epic-name"),
    (10014, "Epic Link", "epic-link"),
    (10015, "Start date", "date"),
    (10016, "Story point estimate", "story-points"),
    (10019, "Rank", "rank"),
    (10020, "Sprint", "sprint"),
    (10021, "Flagged", "flagged"),
    (10026, "Story Points", "number"),
)
ON_PREMISES: tuple[tuple[int, str, FieldKind], ...] = (
    (10105, "Sprint", "sprint"),
    (10106, "Epic Link", "epic-link"),
    (10108, "Epic Name", "epic-name"),
    (10109, "Rank", "rank"),
    (10110, "Story Points", "number"),
    (10120, "Flagged", "flagged"),
    (10200, "Parent Link", "parent-link"),
)
SYSTEM: dict[str, tuple[str, str | None]] = {
    "summary": ("string", None),
    "description": ("string", None),
    "status": ("status", None),
    "issuetype": ("issuetype", None),
    "project": ("project", None),
    "assignee": ("user", None),
    "reporter": ("user", None),
    "creator": ("user", None),
    "priority": ("priority", None),
    "resolution": ("resolution", None),
    "labels": ("array", "string"),
    "components": ("array", "component"),
    "fixVersions": ("array", "version"),
    "issuelinks": ("array", "issuelinks"),
    "parent": ("issuelink", None),
    "duedate": ("date", None),
    "created": ("datetime", None),
    "updated": ("datetime", None),
    "resolutiondate": ("datetime", None),
    "timeoriginalestimate": ("number", None),
    "timespent": ("number", None),
    "worklog": ("array", "worklog"),
    "comment": ("comments-page", None),
}


class CustomField(Struct):
    """A field of the site's own. `options` are the ids of its choices by name; `children` those of a second choice."""

    number: int
    name: str
    kind: FieldKind
    options: dict[str, str] = {}
    children: dict[str, dict[str, str]] = {}

    @property
    def id(self) -> str:
        return f"customfield_{self.number}"

    def body(self) -> Json:
        """As `/field` lists it."""
        type_, items, custom = SCHEMAS[self.kind]
        schema = {"type": type_, **({"items": items} if items else {}), "custom": custom, "customId": self.number}
        names = [f"cf[{self.number}]", self.name]
        return {**_listed(self.id, self.name, names), "untranslatedName": self.name, "custom": True, "schema": schema}

    def option(self, base: str, name: str) -> Json:
        """A choice; a name never used before becomes one."""
        number = self.options.setdefault(name, str(10 * self.number + len(self.options)))
        return {"self": f"{base}/rest/api/3/customFieldOption/{number}", "value": name, "id": number}

    def nested(self, base: str, name: str, child: str | None) -> Json:
        outer = self.option(base, name)
        if child is None:
            return outer
        known = self.children.setdefault(name, {})
        number = known.setdefault(child, f"{outer['id']}{len(known)}")
        return outer | {
            "child": {"self": f"{base}/rest/api/3/customFieldOption/{number}", "value": child, "id": number}
        }


def system_bodies() -> list[Json]:
    return [_system(name, *about) for name, about in SYSTEM.items()]


def _system(name: str, type_: str, items: str | None) -> Json:
    schema = {"type": type_, **({"items": items} if items else {}), "system": name}
    return {**_listed(name, name.title(), [name.lower()]), "custom": False, "schema": schema}


def _listed(number: str, name: str, clauses: list[str]) -> Json:
    flags = {"orderable": True, "navigable": True, "searchable": True}
    return {"id": number, "key": number, "name": name, "clauseNames": clauses, **flags}


def rest_form(field: CustomField, value: Any, base: str, users: dict[str, Json]) -> Any:
    """A value as a person gives it (option names, account ids, dates, sprint bodies) in the form in which REST shows it."""
    if value is None:
        return None
    match field.kind:
        case "select":
            return field.option(base, value)
        case "multi-select" | "checkboxes" | "flagged":
            return [field.option(base, name) for name in value] or None
        case "cascading":
            return field.nested(base, *(value if isinstance(value, tuple) else (value, None)))
        case "user":
            return users[value]
        case "users":
            return [users[name] for name in value] or None
        case "date" | "datetime":
            return _day_or_moment(value)
        case "labels" | "sprint":
            return list(value) or None
        case "number" | "story-points":
            return float(value)
        case _:
            return value


def _day_or_moment(value: date | datetime) -> str:
    return stamp(value) if isinstance(value, datetime) else value.isoformat()


def told(field: CustomField, value: Any) -> tuple[str | None, str | None]:
    """The id and the text by which a changelog names a value in REST form, as recorded sites do."""
    listed = field.kind in ("multi-select", "checkboxes", "flagged", "sprint")
    if value is None:
        return ("", "") if listed else (None, None)
    rows: Sequence[Any] = value if isinstance(value, list) else [value]
    match field.kind:
        case "select":
            return value["id"], value["value"]
        case "multi-select" | "checkboxes" | "flagged":
            return f"[{', '.join(row['id'] for row in rows)}]", ",".join(row["value"] for row in rows)
        case "cascading":
            inner = value.get("child")
            return None, f"Parent values: {value['value']}({value['id']})" + (
                f"Level 1 values: {inner['value']}({inner['id']})" if inner else ""
            )
        case "sprint":
            return ", ".join(str(row["id"]) for row in rows), ", ".join(row["name"] for row in rows)
        case "user" | "users":
            return ", ".join(row["accountId"] for row in rows), ", ".join(row["displayName"] for row in rows)
        case "number" | "story-points":
            return None, f"{value:g}"
        case "labels":
            return None, " ".join(rows)
        case _:
            return None, str(value)
