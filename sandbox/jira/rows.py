"""An issue as an answer shows it: the fields that were asked for, and no more of the long lists than Jira gives inline."""

from collections.abc import Iterable

from sandbox.jira import datacenter
from sandbox.jira.bodies import Json
from sandbox.jira.state import JiraState

HISTORIES = 40  # a search shows the newest 40 entries of a changelog: https://jira.atlassian.com/browse/JRACLOUD-96459
COMMENTS = 20
WORKLOGS = 20
_WHOLE_ONLY = {"comment", "worklog"}  # not navigable: only by name or with `*all`


def words(value: str | Iterable[str]) -> list[str]:
    parts = [value] if isinstance(value, str) else value
    return [word.strip() for part in parts for word in part.split(",") if word.strip()]


def row(site: JiraState, found: Json, fields: list[str], expand: list[str], whole: bool = False) -> Json:
    """`whole` is how an issue shows itself when it is asked for alone."""
    if fields == ["id"]:
        return {"id": found["id"]}
    body = site.shown(found)
    if site.deployment == "data-center":
        body = datacenter.issue(site, body)
    made: Json = {name: body[name] for name in ("expand", "id", "self", "key") if name in body}
    if {*fields} - {"id", "key"}:
        made["fields"] = _chosen(site, {"comment": {"comments": []}, **body["fields"]}, fields)
        _cut(made["fields"], "comment", "comments", None if whole else -COMMENTS)
        _cut(made["fields"], "worklog", "worklogs", WORKLOGS)
    if "changelog" in expand:
        histories = sorted(body["changelog"]["histories"], key=lambda h: h["created"], reverse=True)
        made["changelog"] = _inline(site, histories, 100 if whole else HISTORIES)
    return made


def _inline(site: JiraState, newest: list[Json], most: int) -> Json:
    """Data Center gives the whole changelog, oldest first."""
    shown = newest[:most] if site.deployment == "cloud" else newest[::-1]
    return {"startAt": 0, "maxResults": len(shown), "total": len(newest), "histories": shown}


def _chosen(site: JiraState, fields: Json, names: list[str]) -> Json:
    """`*all`, `*navigable`, names, and names taken away with a minus. A field of the site's own that is empty is null."""
    dropped = {name[1:] for name in names if name.startswith("-")}
    wanted = {name for name in names if not name.startswith("-")}
    everything = not wanted or bool(wanted & {"*all", "*navigable"})
    away = dropped if "*all" in wanted else dropped | (_WHOLE_ONLY - wanted)
    empty = {field.id: None for field in site.fields.values() if everything or field.id in wanted}
    return {k: v for k, v in {**empty, **fields}.items() if (everything or k in wanted) and k not in away}


def _cut(fields: Json, name: str, of: str, most: int | None) -> None:
    """The newest comments when `most` is negative, the oldest work logs otherwise."""
    found = fields.get(name)
    if found:
        rows = found[of]
        shown = rows if most is None else rows[most:] if most < 0 else rows[:most]
        size = abs(most) if name == "worklog" and most else len(shown)
        fields[name] = {of: shown, "total": len(rows), "maxResults": size, "startAt": 0}
