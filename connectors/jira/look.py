"""One look at many issues, before the first writes there. Cloud only: Data Center has but its search, which lags behind.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-bulkfetch-post
"""

from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from connectors.jira.rows import decoded
from connectors.jira.shapes import User
from connectors.jira.site import Site
from connectors.jira.write import ensure_comment, ensure_label
from connectors.looked import SeenTogether, Sight


class _Comment(Struct):
    author: User | None = None


class _Comments(Struct):
    """As many as Jira shows of them inside an issue, and how many there are."""

    comments: list[_Comment]
    total: int


class _Fields(Struct):
    labels: list[str]
    comment: _Comments


class _Issue(Struct):
    key: str
    fields: _Fields


class _Issues(Struct):
    issues: list[_Issue]


def look(site: Site, items: Sequence[str]) -> SeenTogether:
    """An issue that was moved has another key now, and is not seen."""
    path, seen = site.dialect.issues, {}
    if path:
        asked = {"issueIdsOrKeys": list(items), "fields": ["labels", "comment"]}
        found = decoded(site.request("POST", path, json=asked).content, _Issues, path).issues
        seen = {each.key: Sight(each.fields.labels, _silent(each.fields.comment, site.account)) for each in found}
    return SeenTogether(seen, partial(ensure_comment, site), partial(ensure_label, site))


def _silent(found: _Comments, account: str | None) -> bool:
    return len(found.comments) == found.total and all(
        each.author and each.author.id != account for each in found.comments
    )
