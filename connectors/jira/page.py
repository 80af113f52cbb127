"""The hub's own page in Jira: one issue, with comments of ours for what its description does not take.

A label tells it from work, and a property keeps its mark; both count only on what our own account made.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from connectors.jira import adf, write
from connectors.jira.own import LABEL, Made, PageIssue, standing_pages
from connectors.jira.rows import decoded
from connectors.jira.shapes import Status
from connectors.jira.site import Site, category
from connectors.jira.write import PROPERTY
from core.contract import Note, Refused, Unauthorized

LONGEST_TITLE = 255
CLOSED = "Fairlead does not keep this page any more."


class ProjectType(Struct, rename="camel"):
    id: str
    name: str = ""
    subtask: bool = False
    hierarchy_level: int | None = None


class ProjectTypes(Struct, rename="camel"):
    issue_types: list[ProjectType] = []


class Transition(Struct):
    id: str
    to: Status = field(default_factory=Status)


class Transitions(Struct):
    transitions: list[Transition] = []


def ensure_page(site: Site, project: str, note: Note) -> str | None:
    """Its address. One that should leave no trace is deleted where the account may, and closed where not."""
    standing = standing_pages(site, project, note)
    if note.body is None:
        for each in standing:
            _take_away(site, each, note)
        return None
    issue = standing[0] if standing else None
    for twin in standing[1:]:
        _close(site, twin, note)
    title = " ".join((note.parts[0].title if note.parts else "").split())[:LONGEST_TITLE] or "Fairlead"
    first, *more = site.dialect.pages(note)
    fields = {"summary": title, "description": first}
    key = issue.key if issue else _create(site, project, fields, note)
    if issue and not _says(site, issue, fields):
        site.request("PUT", f"/issue/{issue.id}", json={"fields": fields})
    _follow(site, key, more, note)
    return site.settings.browse(key)


def _create(site: Site, project: str, fields: dict[str, Any], note: Note) -> str:
    """With its mark, in one call."""
    about = {"project": {"key": project}, "issuetype": {"id": _type(site, project)}, "labels": [LABEL]}
    properties = [{"key": PROPERTY, "value": {"mark": note.mark}}]
    answer = site.request("POST", "/issue", json={"fields": {**about, **fields}, "properties": properties})
    return decoded(answer.content, Made, "/issue").key


def _type(site: Site, project: str) -> str:
    """An issue of the usual level: names differ from site to site, so *Task* is only preferred."""
    types = site.read(ProjectTypes, f"/project/{project}").issue_types
    usual = [each for each in types if not each.subtask and each.hierarchy_level in (0, None)]
    if not usual:
        raise Refused(
            f"jira: project {project} has no type of issue that a page can be made of; choose another project"
        )
    return min(usual, key=lambda each: each.name != "Task").id


def _says(site: Site, issue: PageIssue, fields: dict[str, Any]) -> bool:
    same = site.dialect.same
    now = msgspec.convert(fields["description"], adf.Node | str)
    return issue.fields.summary == fields["summary"] and same(issue.fields.description) == same(now)


def _follow(site: Site, key: str, bodies: Sequence[Any], note: Note) -> None:
    """By place, and not by marks of their own: so the order is right whatever went."""
    path, more = f"/issue/{key}/comment", replace(note, mark=f"{note.mark}:more", ref=None)
    standing = write.comments_of(site, path, more)
    for comment, body in zip(standing, bodies, strict=False):
        if site.dialect.same(comment.body) != site.dialect.same(msgspec.convert(body, adf.Node | str)):
            write.comment(site, "PUT", f"{path}/{comment.id}", more, body)
    for body in bodies[len(standing) :]:
        write.comment(site, "POST", path, more, body)
    for comment in standing[len(bodies) :]:
        write.delete(site, f"{path}/{comment.id}")


def _take_away(site: Site, issue: PageIssue, note: Note) -> None:
    if not note.erase:
        _close(site, issue, note)
        return
    try:
        write.delete(site, f"/issue/{issue.id}")
    except (Refused, Unauthorized) as error:
        if error.status not in (403, 405):
            raise
        _close(site, issue, note)


def _close(site: Site, issue: PageIssue, note: Note) -> None:
    _follow(site, issue.key, (), note)
    fields = {"description": site.dialect.written(CLOSED, "")}
    site.request("PUT", f"/issue/{issue.id}", json={"fields": fields})
    path = f"/issue/{issue.id}/transitions"
    done = [each.id for each in site.read(Transitions, path).transitions if category(each.to) == "done"]
    if not done:
        raise Refused(f"jira: no transition leads {issue.key} to an end from where it is; close it by hand")
    site.request("POST", path, json={"transition": {"id": done[0]}})
