"""Which issues are pages of the hub's own: by their label and mark, on our own account's making only.

They are no work: pulls pass them over, and a census leaves them out.
"""

import re
from typing import Any

from msgspec import Struct, field

from connectors.jira import adf
from connectors.jira.shapes import Author, Status
from connectors.jira.site import Site, category
from connectors.jira.write import PROPERTY
from core.contract import Note, Refused

LABEL = "fairlead-dashboard"
_KEY = re.compile(r"/browse/([A-Z][A-Z0-9_]+-\d+)$")
_FIELDS = "summary,description,status,creator,labels"


class PageFields(Struct):
    summary: str | None = None
    description: adf.Node | str | None = None
    status: Status = field(default_factory=Status)
    creator: Author | None = None
    labels: list[str] | None = None


class PageIssue(Struct):
    id: str
    key: str
    fields: PageFields
    properties: dict[str, Any] = {}

    def is_ours(self, site: Site, mark: str) -> bool:
        """And stands: an issue that somebody closed is over, and another one is made."""
        kept = self.properties.get(PROPERTY)
        marked = isinstance(kept, dict) and kept.get("mark") == mark
        return marked and by_us(self.fields.creator, site) and category(self.fields.status) != "done"


class Made(Struct):
    id: str
    key: str


class Found(Struct):
    issues: list[Made] = []


def by_us(creator: Author | None, site: Site) -> bool:
    return creator is not None and creator.id is not None and creator.id == site.account


def own_pages(site: Site, project: str) -> set[str]:
    """Ids of our pages in a project: they are no work, so a census leaves them out."""
    found = [_read(site, each.id) for each in _labelled(site, project)]
    return {issue.id for issue in found if issue and by_us(issue.fields.creator, site)}


def standing_pages(site: Site, project: str, note: Note) -> list[PageIssue]:
    """The page, by its address, else every issue with our label and its mark, oldest first."""
    named = _KEY.search(note.ref or "")
    known = _read(site, named[1]) if named else None
    if known and known.is_ours(site, note.mark):
        return [known]
    found = (_read(site, each.id) for each in _labelled(site, project))
    return [issue for issue in found if issue and issue.is_ours(site, note.mark)]


def _labelled(site: Site, project: str) -> list[Made]:
    """Few, so that one page holds them. Search lags: a page that was just made is known by its address."""
    jql = f'project = "{project}" AND labels = "{LABEL}" ORDER BY created ASC'
    return site.read(Found, site.dialect.search, jql=jql, fields="created", maxResults=100).issues


def _read(site: Site, issue: str) -> PageIssue | None:
    try:
        return site.read(PageIssue, f"/issue/{issue}", fields=_FIELDS, properties=PROPERTY)
    except Refused as error:
        if error.status == 404:
            return None
        raise
