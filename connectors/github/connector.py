"""The GitHub connector: what the contract asks for, handed on to the walks that read and the writer that writes."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from connectors.github import bodies, pull, scopes
from connectors.github.blockers import Blockers
from connectors.github.census import census
from connectors.github.cursors import ACCEPT, Cursor, Reader
from connectors.github.fields import Fields
from connectors.github.graph import Graph
from connectors.github.look import look
from connectors.github.normalise import Normaliser
from connectors.github.opening import opened
from connectors.github.own import without_pages
from connectors.github.people import members
from connectors.github.places import Lists, chosen, found
from connectors.github.projects import Project
from connectors.github.reviews import Reviews
from connectors.github.settings import GitHubSettings
from connectors.github.teams import Teams
from connectors.github.write import Writer
from connectors.looked import SeenTogether
from connectors.transport import Http
from core.contract import Identity, Note, Refused, Seen, Stream, Wire
from core.records import Checkpoint, Record

if TYPE_CHECKING:
    from connectors.github.page import PageWriter
    from connectors.transport.github_app import AppSignIn

OF_REPOSITORIES = ("milestones", "issues", "comments", "events", "reviews", "review_comments")
STREAMS = (*OF_REPOSITORIES, "projects", "accounts", "teams")
EXHAUSTIVE = frozenset(("milestones", "issues", "projects", "teams"))
WHOLE = frozenset(("milestones", "projects", "accounts", "teams"))  # read whole or not at all

_ISSUES = bodies.Page(bodies.Issue, "issue")
_COMMENTS = bodies.Page(bodies.Comment, "comment")
_REVIEW_COMMENTS = bodies.Page(bodies.ReviewComment, "review comment")
_EVENTS = bodies.Page(bodies.Event, "event")
_MILESTONES = bodies.Page(bodies.Milestone, "milestone")


class _Me(Struct):
    login: str
    name: str | None = None


class GitHub:
    """A connected GitHub: `Comments`, `Labels`, `Pages`, `Census` and `Dated` besides reading. Keys are `owner/repo#12`, ids
    the immutable node ids."""

    def __init__(
        self, settings: GitHubSettings, http: Http, sign_in: "AppSignIn | None" = None, *, writes: bool = True
    ) -> None:
        self._settings, self._http, self._sign_in, self._writes = settings, http, sign_in, writes
        self._lists = Lists(http, lambda: self._login, app=sign_in is not None)

    def check(self) -> Identity:
        """Who a token is, or the app and what its installation may do.

        https://docs.github.com/en/rest/users/users#get-the-authenticated-user
        """
        if self._sign_in:
            grant, app = self._sign_in.grant(), self._sign_in.app()
            rights = tuple(f"{name}:{right}" for name, right in sorted(grant.permissions.items()))
            spare = scopes.of_app(grant.permissions, self._settings, writes=self._writes)
            return Identity(f"{app.slug}[bot]", app.name, self._settings.base_url, rights, spare)
        response = self._http.get("/user", headers=ACCEPT)
        try:
            me = msgspec.json.decode(response.content, type=_Me)
        except ValueError as error:
            raise Refused(f"github: /user did not answer with a user ({error}); check base_url") from None
        granted = tuple(response.headers.get("x-oauth-scopes", "").replace(",", " ").split())
        spare = scopes.of_token(granted, self._settings, writes=self._writes)
        return Identity(me.login, me.name or me.login, self._settings.base_url, granted, spare)

    def streams(self) -> Sequence[Stream]:
        """Asks the tool only where `repositories` holds a pattern."""
        has = self._settings
        skipped = {
            "milestones": not has.milestones_as_goals,
            "reviews": not has.reviews,
            "review_comments": not has.reviews,
        }
        repositories = chosen(has.repositories, self._lists, archived=has.archived, forks=has.forks)
        organisations = dict.fromkeys(name.partition("/")[0] for name in has.teams if not name.startswith("!"))
        named = [
            *((name, repo) for repo in repositories for name in OF_REPOSITORIES if not skipped.get(name)),
            *(("projects", project) for project in has.projects),
            *(("accounts", organisation) for organisation in has.people),
            *(("teams", organisation) for organisation in organisations),
        ]
        return [Stream(name, where, name not in WHOLE, name in EXHAUSTIVE) for name, where in named]

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        where, start = found(stream.container), Cursor.read(cursor)
        path, reader = f"/repos/{where}", Reader(self._http)
        to = Normaliser(where, self._settings, lambda: self._login, Blockers(self._http, where))
        match stream.name:
            case "milestones":
                return pull.listed(reader, f"{path}/milestones", _MILESTONES, where, start, to.milestone)
            case "issues":
                walk = pull.Walk(reader, f"{path}/issues", {"state": "all"}, start)
                return pull.changed(walk, _ISSUES, where, start, to.issue)
            case "comments":
                walk = pull.Walk(reader, f"{path}/issues/comments", {}, start)
                return pull.changed(walk, _COMMENTS, where, start, to.comment)
            case "review_comments":
                walk = pull.Walk(reader, f"{path}/pulls/comments", {}, start)
                return pull.changed(walk, _REVIEW_COMMENTS, where, start, to.review_comment)
            case "events":
                return pull.newest_first(reader, f"{path}/issues/events", _EVENTS, where, start, to.event)
            case "reviews":
                return Reviews(Graph(self._http), where, lambda: self._login).pull(start)
            case "projects":
                return self._project(where).pull(start)
            case "accounts":
                return members(Graph(self._http), where, start)
            case "teams":
                return Teams(reader, where, self._settings.teams).pull(start)
        raise Refused(f"github: there is no stream {stream.name}, only {', '.join(STREAMS)}")

    def census(self, stream: Stream) -> Iterator[Sequence[Seen]]:
        """Milestones, teams and our own pages are no items."""
        match stream.name:
            case "issues":
                reader, repo = Reader(self._http), stream.container
                return without_pages(census(Graph(self._http), reader, repo), reader, repo, lambda: self._login)
            case "projects":
                return self._project(stream.container).census()
            case "milestones" | "teams":
                return iter(())
        raise Refused(f"github: there is no census of {stream.name}")

    def cursor_at(self, stream: Stream, since: datetime) -> str | None:
        return Cursor(since.replace(microsecond=0)).text() if stream.incremental else None

    def ensure_comment(self, item: str, note: Note) -> str | None:
        return self._writer.ensure_comment(item, note)

    def ensure_label(self, item: str, label: str, present: bool) -> None:
        self._writer.ensure_label(item, label, present)

    def look(self, items: Sequence[str]) -> SeenTogether:
        seen = dict(look(Graph(self._http), lambda: self._login, items))
        return SeenTogether(seen, self._writer.ensure_comment, self._writer.ensure_label)

    def ensure_page(self, place: str, note: Note) -> str | None:
        return self._page_writer.ensure_page(place, note)

    def remains(self, verb: str, place: str, topic: str) -> str | None:
        """GitHub makes a label that a repository lacks, and keeps it when the last issue has lost it. It keeps issues, too."""
        repo = place.partition("#")[0]
        if verb == "page":
            return f"the issue of the dashboard in {repo} is closed: only an administrator can delete it there"
        said = (
            f"if the label {topic} was new in {repo}, it stays in its list of labels; delete it there if nobody uses it"
        )
        return said if verb == "label" else None

    def close(self) -> None:
        self._http.close()
        if self._sign_in:
            self._sign_in.close()

    def _project(self, name: str) -> Project:
        return Project(Graph(self._http), name, Fields(self._settings))

    @cached_property
    def _login(self) -> str:
        return self.check().account

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self._http, lambda: self._login)

    @cached_property
    def _page_writer(self) -> "PageWriter":
        from connectors.github.page import PageWriter
        from connectors.transport import github_client

        return PageWriter(github_client(self._http), lambda: self._login)


def connect(settings: GitHubSettings, wire: Wire, *, wall: Callable[[], float] = time.time) -> GitHub:
    """Unauthorized when the token or key is not where the settings say. `wall` is epoch seconds, of which an app tells in
    its proof. Makes no request."""
    http, sign_in = opened(settings, wire, wall)
    return GitHub(settings, http, sign_in, writes=not wire.read_only)
