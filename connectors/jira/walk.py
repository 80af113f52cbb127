"""A search walked to its end in order of creation, which never changes: ordered by `updated`, issues jump between pages
while we read. Where the thread is lost (a token ended, pages moved) the walk goes on from the last place it knows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from connectors.jira.rows import Leaf, leaf
from connectors.jira.shapes import Row
from connectors.jira.site import Site
from connectors.jira.times import moment
from connectors.rows import UNREADABLE
from connectors.transport.dates import answered_at
from core.contract import ConnectorError, Refused, Unavailable
from core.records import Rejected
from core.times import millis

F = TypeVar("F")
ORDER = " ORDER BY created ASC, key ASC"
AGAIN = 10  # rows of a page by offset that the next one shows once more, to see that nothing moved
BARREN = 50  # pages in a row that bring nothing new


class Turn(NamedTuple):
    """How the next page is asked for, and how many rows it should show again."""

    query: Mapping[str, Any]
    again: int = 0


class Found(NamedTuple, Generic[F]):
    """Rows of a page that did not come before, and those that cannot be read."""

    rows: list[Row[F]]
    rejected: list[Rejected]


class Lost(Exception):
    """The next page cannot be had from where we are; `error` says why."""

    def __init__(self, error: ConnectorError) -> None:
        super().__init__(str(error))
        self.error = error


class Walk(Generic[F]):
    """Iterating gives the rows of each page, none twice, with `fields` of this shape.

    `terms` restrict the search, `query` is what it asks to be shown. When a page is given, all rows created before `created`
    (epoch milliseconds) have been; `at` is the tool's time when the walk began, None if it does not tell; `total` is how
    many rows there are, as far as known; `more` is whether a page follows.
    """

    def __init__(
        self,
        site: Site,
        project: str,
        fields: type[F],
        terms: Sequence[str],
        query: Mapping[str, Any],
        created: int | None = None,
    ) -> None:
        self._site, self._project, self._fields = site, project, fields
        self._terms, self._query = terms, query
        self._given: dict[str, int] = {}  # ids that may come again, with when they were created
        self.created = created
        self.at: int | None = None
        self.total: int | None = None
        self.more = True

    def __iter__(self) -> Iterator[Found[F]]:
        while self.more:
            begun = self.created or 0
            try:
                yield from self._pages()
            except Lost as lost:
                if (self.created or 0) <= begun:
                    raise lost.error from None

    def _pages(self) -> Iterator[Found[F]]:
        jql, turn, tokens, barren = self._jql(), Turn({}), set[str](), 0
        while True:
            page = self._ask(jql, turn)
            self._compare(page, turn, tokens)
            following = self._following(page, turn)
            self.more = following is not None
            if self.total is None:
                self.total = page.rest.total if page.rest.total is not None else self._counted(jql)
            new = self._new(page.rows)
            barren = 0 if new else barren + 1
            if barren > BARREN:
                raise Lost(self._trouble(f"gave {BARREN} pages without anything new"))
            yield Found(new, page.rejected)
            if following is None:
                return
            turn = following

    def _jql(self) -> str:
        """Epoch milliseconds, because Jira reads any written date in the account's time zone; and whole seconds, because
        Data Center's index knows no finer."""
        since = [f"created >= {self.created // 1000 * 1000}"] if self.created is not None else []
        return " AND ".join([f'project = "{self._project}"', *self._terms, *since])

    def _ask(self, jql: str, turn: Turn) -> Leaf[F]:
        """https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-get"""
        try:
            answer = self._site.get(self._site.dialect.search, jql=jql + ORDER, **self._query, **turn.query)
        except Refused as error:
            who = self._site.settings.who
            mend = f"check that project {self._project} exists and that {who} may browse it, and the setting jql"
            mended = Refused(f"{error}: {mend} of [connectors.jira]", status=error.status)
            raise (Lost(mended) if turn.query and error.status in (400, 410) else mended) from None
        at = answered_at(answer.headers)
        self.at = self.at or (millis(at) if at else None)
        return leaf(answer.content, self._fields, self._project)

    def _compare(self, page: Leaf[F], turn: Turn, tokens: set[str]) -> None:
        """`Lost` when this is not the page that should follow."""
        token, start = page.rest.next_page_token, page.rest.start_at
        if token in tokens or (start or 0) != turn.query.get("startAt", start or 0):
            raise Lost(self._trouble("came back to an earlier page"))
        if token:
            tokens.add(token)
        if turn.again and not any(row.id in self._given for row in page.rows):
            raise Lost(self._trouble("moved its pages while they were read"))

    def _following(self, page: Leaf[F], turn: Turn) -> Turn | None:
        if self._site.dialect.tokens:
            token = page.rest.next_page_token
            return Turn({"nextPageToken": token}) if token else None
        shown = len(page.rows) + len(page.rejected)
        end = turn.query.get("startAt", 0) + shown
        if not shown or end >= (page.rest.total or 0):
            return None
        again = min(AGAIN, len(page.rows) // 2)
        return Turn({"startAt": end - again}, again)

    def _counted(self, jql: str) -> int | None:
        return self._site.count(jql) if self.more and self._site.dialect.count else None

    def _new(self, rows: list[Row[F]]) -> list[Row[F]]:
        """Those not given yet. The place to go on from moves to the last of them."""
        born = {row.id: _created(row) for row in rows}
        new = [row for row in rows if row.id not in self._given]
        last = max(born.values(), default=0)
        self._given = {each: at for each, at in self._given.items() if at // 1000 >= last // 1000} | born
        self.created = max(self.created or 0, last) or None
        return new

    def _trouble(self, what: str) -> Unavailable:
        return Unavailable(f"jira: the search of project {self._project} {what}; it is tried again later")


def _created(row: Row[Any]) -> int:
    """Epoch milliseconds; 0 where it cannot be read."""
    try:
        return max(millis(moment(row.fields.created)), 0)
    except (*UNREADABLE, TypeError):
        return 0
