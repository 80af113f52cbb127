"""Jira's webhooks as hints, from Cloud and Data Center alike: which event touches which streams.

https://developer.atlassian.com/cloud/jira/platform/webhooks/
https://confluence.atlassian.com/adminjiraserver/managing-webhooks-938846912.html
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from msgspec import Struct, field

from connectors.jira.settings import JiraSettings
from connectors.webhooks import named, prove, read
from core.hints import Hint

OF_ISSUES = frozenset(
    (
        *("jira:issue_created", "jira:issue_updated", "jira:issue_deleted"),
        *("comment_created", "comment_updated", "comment_deleted"),
    )
)
ANYWHERE: Mapping[str, tuple[str, ...]] = {
    "issuelink_created": ("issues",),  # names issues by their ids alone
    "issuelink_deleted": ("issues",),
    "user_created": ("accounts",),
    "user_updated": ("accounts",),
    "user_deleted": ("accounts",),
}
OF_PLACES = frozenset(
    f"project_{what}"
    for what in ("created", "deleted", "soft_deleted", "restored_deleted", "archived", "restored_archived")
)


class _Issue(Struct):
    key: str = ""


class _Change(Struct, rename="camel"):
    """https://developer.atlassian.com/cloud/jira/platform/webhooks/#example-callback-for-an-issue-related-event"""

    field: str = ""
    from_string: str | None = None


class _Log(Struct):
    items: list[_Change] = []


class _Told(Struct):
    event: str = field(name="webhookEvent", default="")
    issue: _Issue | None = None
    changelog: _Log | None = None


def intake(settings: JiraSettings, headers: Mapping[str, str], body: bytes, now: datetime) -> Sequence[Hint]:  # noqa: ARG001
    """Jira tries again for longer than any time that a replay could be told by: it is known by the name of its delivery, or
    where a Data Center gives none by its content, which holds the moment it was sent."""
    prove("jira", settings.webhook_secret, headers.get("x-hub-signature", ""), body)
    delivery = named("jira", headers.get("x-atlassian-webhook-identifier") or sha256(body).hexdigest())
    told = read("jira", body, _Told)
    if told.event in OF_PLACES:
        return (Hint(delivery),)
    if told.event in ANYWHERE:
        return (Hint(delivery, streams=ANYWHERE[told.event]),)
    if told.event in OF_ISSUES:
        return [
            Hint(delivery, project, ("issues",)) for project in settings.projects if project in set(_projects(told))
        ]
    return ()


def _projects(told: _Told) -> Iterator[str]:
    """Of the issue, and of the key that it had before it was moved."""
    moved = [each for each in told.changelog.items if each.field == "Key"] if told.changelog else []
    for key in (told.issue.key if told.issue else "", *(each.from_string or "" for each in moved)):
        yield key.rpartition("-")[0]
