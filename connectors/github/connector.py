"""The GitHub connector: what the contract asks for, handed on to the walks that read and the writer that writes."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from connectors.github import bodies, pull
from connectors.github.normalise import Normaliser
from connectors.github.pull import Cursor, Reader, Walk
from connectors.github.settings import GitHubSettings
from connectors.transport import Http
from core.contract import Identity, Note, Refused, Stream, Wire
from core.records import Checkpoint, Record

if TYPE_CHECKING:
    from connectors.github.write import Writer

STREAMS = ("milestones", "issues", "comments", "events")

_ISSUES = bodies.Page(bodies.Issue, "issue")
_COMMENTS = bodies.Page(bodies.Comment, "comment")
_EVENTS = bodies.Page(bodies.Event, "event")
_MILESTONES = bodies.Page(bodies.Milestone, "milestone")


class _Me(Struct):
    login: str
    name: str | None = None


class GitHub:
    """A connected GitHub: `Comments` and `Labels` besides reading. Keys are `owner/repo#12`, ids the immutable node ids."""

    def __init__(self, settings: GitHubSettings, wire: Wire) -> None:
        self._settings = settings
        token = settings.token.reveal().get_secret_value()
        self._http = Http(settings.base_url, tool="github", wire=wire, headers={"Authorization": f"Bearer {token}"})

    def check(self) -> Identity:
        """https://docs.github.com/en/rest/users/users#get-the-authenticated-user"""
        response = self._http.get("/user", headers=pull.ACCEPT)
        try:
            me = msgspec.json.decode(response.content, type=_Me)
        except ValueError as error:
            raise Refused(f"github: /user did not answer with a user ({error}); check base_url") from None
        scopes = response.headers.get("x-oauth-scopes", "").replace(",", " ").split()
        return Identity(me.login, me.name or me.login, self._settings.base_url, tuple(scopes))

    def streams(self) -> Sequence[Stream]:
        names = STREAMS if self._settings.milestones_as_goals else STREAMS[1:]
        return [
            Stream(name, repo, incremental=name != "milestones", exhaustive=name in ("milestones", "issues"))
            for repo in self._settings.repositories
            for name in names
        ]

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        repo, start = stream.container, Cursor.read(cursor)
        path, reader, to = f"/repos/{repo}", Reader(self._http), self._normaliser(repo)
        match stream.name:
            case "milestones":
                return pull.listed(reader, f"{path}/milestones", _MILESTONES, repo, start, to.milestone)
            case "issues":
                walk = Walk(reader, f"{path}/issues", {"state": "all"}, start)
                return pull.changed(walk, _ISSUES, repo, start, to.issue)
            case "comments":
                walk = Walk(reader, f"{path}/issues/comments", {}, start)
                return pull.changed(walk, _COMMENTS, repo, start, to.comment)
            case "events":
                return pull.newest_first(reader, f"{path}/issues/events", _EVENTS, repo, start, to.event)
        raise Refused(f"github: there is no stream {stream.name}, only {', '.join(STREAMS)}")

    def ensure_comment(self, item: str, note: Note) -> str | None:
        return self._writer.ensure_comment(item, note)

    def ensure_label(self, item: str, label: str, present: bool) -> None:
        self._writer.ensure_label(item, label, present)

    def close(self) -> None:
        self._http.close()

    def _normaliser(self, repo: str) -> Normaliser:
        chosen = self._settings
        doing = frozenset(label.casefold() for label in chosen.doing_labels)
        return Normaliser(repo, lambda: self._login, doing, milestones_as_goals=chosen.milestones_as_goals)

    @cached_property
    def _login(self) -> str:
        return self.check().account

    @cached_property
    def _writer(self) -> "Writer":
        from connectors.github.write import Writer
        from connectors.transport import github_client

        return Writer(github_client(self._http), lambda: self._login)


def connect(settings: GitHubSettings, wire: Wire) -> GitHub:
    """ValueError names the place when the token is not there."""
    return GitHub(settings, wire)
