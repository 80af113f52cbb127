"""Reviews of pull requests, and the issues that they close as GitHub itself understands it: read by GraphQL, because REST
gives them one pull request at a time.

The pull requests that changed last stand first, so a walk goes back until what it knows, like that of issue events. A
pull request that changes meanwhile moves to the front, past which nothing else moves: the next walk finds it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import blake2b

import msgspec
from msgspec import Struct

from connectors.github.bodies import When
from connectors.github.cursors import OVERLAP, QUIET, Cursor
from connectors.github.documents import LATEST_PULLS, MORE_REVIEWS, REVIEWS
from connectors.github.graph import Graph, Nodes, Rows, following
from core.contract import Refused
from core.records import Activity, Checkpoint, Facet, Record

GLANCE, PAGE = 20, 50
ORIGIN = "closing references"


class Actor(Struct, gc=False):
    """GitHub's GraphQL leaves out of a bot's login the `[bot]` with which REST ends it."""

    login: str
    typename: str = msgspec.field(name="__typename", default="User")

    @property
    def bot(self) -> bool:
        return self.typename == "Bot"

    @property
    def account(self) -> str:
        return f"{self.login}[bot]" if self.bot and not self.login.endswith("[bot]") else self.login


class Review(Struct, rename="camel", gc=False):
    id: str
    submitted_at: When | None = None
    author: Actor | None = None


class _Repository(Struct, rename="camel"):
    name_with_owner: str


class _Closed(Struct):
    number: int
    repository: _Repository


class _Closes(Struct):
    nodes: list[_Closed | None] | None = None


class Pull(Struct, rename="camel"):
    id: str
    updated_at: When
    number: int = 0
    closing_issues_references: _Closes | None = None
    reviews: Rows[Review] | None = None


class _Pulls(Struct, rename="camel"):
    pull_requests: Rows[Pull]


class _Listed(Struct):
    repository: _Pulls | None


def _pulls(found: _Listed) -> list[Pull | None]:
    return found.repository.pull_requests.nodes if found.repository else []


_NODES = Nodes(("data", "repository", "pullRequests", "nodes"), Pull, _pulls)


class _Reviewed(Struct):
    reviews: Rows[Review] | None


class _OnePull(Struct, rename="camel"):
    pull_request: _Reviewed | None


class _One(Struct):
    repository: _OnePull | None


class Reviews:
    """Of one repository. `me` gives our own login."""

    def __init__(self, graph: Graph, repo: str, me: Callable[[], str]) -> None:
        self._graph, self._repo, self._me = graph, repo, me
        owner, _, name = repo.partition("/")
        self._what = f"the pull requests of {repo}"
        self._named = {"owner": owner, "name": name}

    def pull(self, cursor: Cursor) -> Iterator[Record | Checkpoint]:
        """First a glance at what changed last: when that is what it was, there is nothing to read."""
        after = Cursor(cursor.top, cursor.etag)
        if not cursor.next:
            glance = self._ask(LATEST_PULLS, GLANCE)
            if cursor.etag and cursor.since and cursor.etag == _fingerprint(glance, cursor.since):
                yield cursor.checkpoint(0)
                return
            since = _safe(glance, self._graph.date)
            after = Cursor(since, _fingerprint(glance, since) if since else None)
        yield from self._walk(cursor, after)

    def _walk(self, cursor: Cursor, after: Cursor) -> Iterator[Record | Checkpoint]:
        done, page = 0, cursor.next
        while True:
            rows = self._ask(REVIEWS, PAGE, page)
            yield from self._graph.odd()
            pulls = [pull for pull in rows.nodes if pull]
            fresh = [pull for pull in pulls if cursor.since is None or pull.updated_at >= cursor.since]
            for pull in fresh:
                yield from self._records(pull)
            done += len(fresh)
            if len(fresh) < len(pulls) or not rows.page_info.has_next_page:
                yield after.checkpoint(done, done)
                return
            page = following(rows.page_info, page, self._what)
            total = None if cursor.since else rows.total_count
            yield Cursor(cursor.since, after.etag, page, after.since).checkpoint(done, total)

    def _ask(self, document: str, first: int, after: str | None = None) -> Rows[Pull]:
        more = {"after": after} if document is REVIEWS else {}
        data = self._graph.ask(document, _Listed, self._what, _NODES, **self._named, first=first, **more)
        if data.repository is None:
            raise Refused(
                f"github: there is no {self._repo}, or the token may not see it; check repositories", status=404
            )
        return data.repository.pull_requests

    def _records(self, pull: Pull) -> Iterator[Record]:
        closed = (pull.closing_issues_references or _Closes()).nodes or []
        parents = [f"{each.repository.name_with_owner}#{each.number}" for each in closed if each]
        yield Facet(
            source="github", id=pull.id, origin=ORIGIN, at=pull.updated_at, parent=parents[0] if parents else None
        )
        for review in self._reviews(pull):
            if review.submitted_at:
                yield self._activity(pull, review, review.submitted_at)

    def _reviews(self, pull: Pull) -> Iterator[Review]:
        rows, asked = pull.reviews, None
        while rows:
            yield from (review for review in rows.nodes if review)
            if not rows.page_info.has_next_page:
                return
            asked = following(rows.page_info, asked, f"the reviews of {self._repo}#{pull.number}")
            rows = self._more(pull.number, asked)

    def _more(self, number: int, after: str) -> Rows[Review] | None:
        what = f"the reviews of {self._repo}#{number}"
        data = self._graph.ask(MORE_REVIEWS, _One, what, **self._named, number=number, after=after)
        found = data.repository.pull_request if data.repository else None
        return found.reviews if found else None

    def _activity(self, pull: Pull, review: Review, at: datetime) -> Activity:
        author = review.author
        actor = author.account if author else None
        return Activity(
            source="github",
            id=f"review-{review.id}",
            item=f"{self._repo}#{pull.number}",
            at=at,
            kind="review",
            actor=actor,
            bot=author is not None and (author.bot or actor == self._me()),
        )


def _safe(rows: Rows[Pull], date: datetime | None) -> datetime | None:
    """From when on to read again, now that `rows` are those that changed last."""
    newest = max((pull.updated_at for pull in rows.nodes if pull), default=None)
    known = [moment for moment in (newest, date) if moment]
    bounds = [min(known) - OVERLAP] if newest else []
    bounds += [date - QUIET] if date else []
    return max(bounds, default=None)


def _fingerprint(rows: Rows[Pull], since: datetime) -> str | None:
    """Of what changed at or after `since`; None when `rows` do not reach that far back."""
    pulls = [pull for pull in rows.nodes if pull]
    if rows.page_info.has_next_page and all(pull.updated_at >= since for pull in pulls):
        return None
    seen = sorted(f"{pull.id} {pull.updated_at.isoformat()}" for pull in pulls if pull.updated_at >= since)
    return blake2b("\n".join(seen).encode(), digest_size=12).hexdigest()
