"""Where the road of a finding ends in Jira: one comment, one label, one link, each stated as an end result.

These calls go out as plain JSON and not through the `jira` library: it cannot send a comment with its properties, edits and
deletes at the path in a payload's `self`, which behind `api.atlassian.com/ex/jira/…` is not ours, and would pass by `Site`,
which checks the sign-in of every answer and gives typed bodies.
"""

from typing import Any

import msgspec
from msgspec import Struct

from connectors.jira import adf
from connectors.jira.parts import whole
from connectors.jira.rows import decoded
from connectors.jira.shapes import Part, User
from connectors.jira.site import Site
from connectors.looked import Sight
from core.contract import Note, Refused

PROPERTY = "fairlead"
INTERNAL = {"key": "sd.public.comment", "value": {"internal": True}}


class Property(Struct):
    key: str | None = None
    value: Any = None


class Written(Struct, rename="camel"):
    """A comment with its properties."""

    id: str
    author: User | None = None
    body: adf.Node | str | None = None
    properties: list[Property] | None = None

    def carries(self, mark: str, account: str | None) -> bool:
        """Anybody who may edit can copy a mark, so it counts only on what our own account wrote."""
        ours = self.author is not None and self.author.id == account
        marks = [p.value.get("mark") for p in self.properties or () if p.key == PROPERTY and isinstance(p.value, dict)]
        return ours and mark in marks


class WrittenPage(Part):
    comments: list[Written] = msgspec.field(default_factory=list)


class Labelled(Struct):
    labels: list[str] | None = None


class LabelledIssue(Struct):
    fields: Labelled


class LinkObject(Struct):
    title: str | None = None
    url: str | None = None


class RemoteLink(Struct, rename="camel"):
    id: int
    global_id: str | None = None
    object: LinkObject | None = None


def ensure_comment(site: Site, item: str, note: Note, seen: Sight | None = None) -> str | None:
    """https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/"""
    path = f"/issue/{item}/comment"
    found = [] if seen and seen.silent else comments_of(site, path, note)
    kept = found[0].id if found and note.body is not None else None
    for each in found:
        if each.id != kept:
            delete(site, f"{path}/{each.id}")
    if note.body is None:
        return None
    body = site.dialect.written(note.body, note.url)
    if kept is None:
        return comment(site, "POST", path, note, body)
    if site.dialect.same(found[0].body) != site.dialect.same(_read_back(body)):
        return comment(site, "PUT", f"{path}/{kept}", note, body)
    return kept


def ensure_label(site: Site, item: str, label: str, present: bool, seen: Sight | None = None) -> None:
    """One operation on one label, so that labels which others set meanwhile stay. Read by id first: search lags behind.
    https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-put"""
    try:
        labels = seen.labels if seen else site.read(LabelledIssue, f"/issue/{item}", fields="labels").fields.labels
        if (label in (labels or ())) != present:
            operation = {"add" if present else "remove": label}
            site.request("PUT", f"/issue/{item}", json={"update": {"labels": [operation]}})
    except Refused as error:
        if error.status != 404 or present:
            raise


def ensure_link(site: Site, item: str, note: Note) -> str | None:
    """A link with a known `globalId` is updated by Jira itself, never doubled.
    https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-remote-links/"""
    path = f"/issue/{item}/remotelink"
    known = {link.global_id: link for link in _links(site, path, note)}.get(note.mark)
    if note.body is None:
        if known:
            delete(site, path, globalId=note.mark)
        return None
    if not adf.is_web(note.url):
        raise Refused(f"jira: the link on {item} needs an http(s) address to lead to")
    wanted = LinkObject(note.body, note.url)
    if known and known.object == wanted:
        return str(known.id)
    body = {"globalId": note.mark, "object": {"title": note.body, "url": note.url}}
    return str(decoded(site.request("POST", path, json=body).content, RemoteLink, path).id)


def comments_of(site: Site, path: str, note: Note) -> list[Written]:
    """Ours, oldest first: by id when we know it, else by its mark among all. Nothing where the issue itself is gone and
    nothing should stand there."""
    try:
        if note.ref and (known := _known(site, f"{path}/{note.ref}", note.mark)):
            return [known]
        comments = whole(site, WrittenPage, path, lambda page: page.comments, expand="properties")
        return [each for each in comments if each.carries(note.mark, site.account)]
    except Refused as error:
        if error.status == 404 and note.body is None:
            return []
        raise


def _known(site: Site, path: str, mark: str) -> Written | None:
    try:
        found = site.read(Written, path, expand="properties")
    except Refused as error:
        if error.status == 404:
            return None
        raise
    return found if found.carries(mark, site.account) else None


def comment(site: Site, method: str, path: str, note: Note, body: Any) -> str:
    """The mark travels in the same call as the text. Internal everywhere: only a service desk shows comments to customers."""
    properties = [{"key": PROPERTY, "value": {"mark": note.mark}}, INTERNAL]
    answer = site.request(method, path, json={"body": body, "properties": properties})
    return decoded(answer.content, Written, path).id


def _links(site: Site, path: str, note: Note) -> list[RemoteLink]:
    try:
        return site.read(list[RemoteLink], path)
    except Refused as error:
        if error.status == 404 and note.body is None:
            return []
        raise


def delete(site: Site, path: str, **params: str) -> None:
    try:
        site.request("DELETE", path, params=params)
    except Refused as error:
        if error.status != 404:
            raise


def _read_back(body: Any) -> adf.Node | str:
    return msgspec.convert(body, adf.Node | str)
