"""A connected Jira: what the hub holds, with pulling and writing in modules of their own."""

import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from connectors.jira import look, page, people, pull, write
from connectors.jira.scopes import ASKED, PERMISSIONS
from connectors.jira.settings import JiraSettings
from connectors.jira.site import Site, unknown_to_site
from connectors.looked import SeenTogether
from connectors.rotation import Rotating
from connectors.scopes import beyond
from connectors.transport import Http
from core.contract import Identity, Note, Refused, Seen, Stream, Wire
from core.records import Checkpoint, Record

REMEMBERED = 15 * 60.0  # seconds


class JiraConnector:
    """Gives comments, labels (with a look at many items), links and pages; items are named by key or id."""

    def __init__(
        self, http: Http, settings: JiraSettings, *, writes: bool = True, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._http, self._settings, self._writes, self._clock = http, settings, writes, clock
        self._known, self._since = Site(http, settings), clock()

    @property
    def _site(self) -> Site:
        """What a site has of statuses and fields is looked up anew now and then, because a service runs for months. A pull
        that is under way goes on with what it began with."""
        if self._clock() - self._since >= REMEMBERED:
            self._known, self._since = Site(self._http, self._settings), self._clock()
        return self._known

    def check(self) -> Identity:
        """Also that the site has the fields that the settings name."""
        me, settings = self._site.myself(), self._site.settings
        if settings.fields or settings.points_field:
            assert self._site.columns
        detail = f"{settings.base_url} as {me.email_address or me.name or settings.email}"
        granted = self._site.granted(ASKED)
        return Identity(
            me.id or "", me.display_name or "", detail, excess=beyond(granted, PERMISSIONS, writes=self._writes)
        )

    def streams(self) -> Sequence[Stream]:
        settings = self._site.settings
        groups = [Stream("groups", "", incremental=False, exhaustive=True)] if settings.groups else []
        issues = [Stream("issues", key, exhaustive=True) for key in settings.projects]
        return [Stream("accounts", "", incremental=False), *groups, *issues]

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        if stream.name == "accounts":
            return people.accounts(self._site)
        if stream.name == "groups":
            return people.groups(self._site)
        if stream.name == "issues":
            return pull.issues(self._site, stream.container, cursor)
        raise _unknown(stream)

    def census(self, stream: Stream) -> Iterator[Sequence[Seen]]:
        """Accounts, groups and our own pages are no items."""
        if stream.name == "issues":
            return pull.census(self._site, stream.container)
        if stream.name in ("accounts", "groups"):
            return iter(())
        raise _unknown(stream)

    def cursor_at(self, stream: Stream, since: datetime) -> str | None:
        return pull.cursor_at(since) if stream.name == "issues" else None

    def ensure_comment(self, item: str, note: Note) -> str | None:
        return write.ensure_comment(self._site, item, note)

    def ensure_label(self, item: str, label: str, present: bool) -> None:
        write.ensure_label(self._site, item, label, present)

    def look(self, items: Sequence[str]) -> SeenTogether:
        return look.look(self._site, items)

    def ensure_link(self, item: str, note: Note) -> str | None:
        return write.ensure_link(self._site, item, note)

    def ensure_page(self, place: str, note: Note) -> str | None:
        return page.ensure_page(self._site, place, note)

    def remains(self, verb: str, place: str, topic: str) -> str | None:  # noqa: ARG002
        """An issue, where the account may not delete it; that is known only when it is tried."""
        said = f"the issue of the dashboard in {place} is closed where the account may not delete issues; delete it by hand"
        return said if verb == "page" else None

    def close(self) -> None:
        self._http.close()


def _unknown(stream: Stream) -> Refused:
    return Refused(f"jira: there is no stream {stream.name}")


def connect(settings: JiraSettings, wire: Wire) -> JiraConnector:
    """Unauthorized when there is no token where the settings say. Makes no request."""
    token = Rotating(settings.token, "jira", "the token", settings.base_url, wire)
    http = Http(
        settings.base_url,
        tool="jira",
        wire=wire,
        headers=lambda: {"Authorization": _credential(settings, token())},
        renew=token.refused,
        refuses=partial(unknown_to_site, settings),
        write_gap=settings.seconds_between_writes,
    )
    return JiraConnector(http, settings, writes=not wire.read_only)


def _credential(settings: JiraSettings, token: str) -> str:
    """https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/
    https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html"""
    if settings.deployment == "data-center":
        return f"Bearer {token}"
    return "Basic " + b64encode(f"{settings.email}:{token}".encode()).decode()
