"""How a stream of GitHub's REST is read on: one page, its records, and the cursor that makes them safe.

Issues and comments are walked by time, oldest change first. The step after a full page asks again from the change that it
ended with: a numbered page shifts when an item on an earlier one changes or goes, and then hides another item for ever.
So every page of a first scan is also a point from which an interrupted scan resumes. Only where time does not get on (more
than a page of changes in one second, or a server that ignores `since`) are the server's `next` links followed instead.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from connectors.github.bodies import Event, Page
from connectors.github.cursors import OVERLAP, PAGE, QUIET, Answer, Cursor, Reader
from core.contract import Refused
from core.records import Checkpoint, Record

TICK = timedelta(seconds=1)  # GitHub's times have whole seconds
TOO_FAR = 422


class Dated(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def updated_at(self) -> datetime: ...


D = TypeVar("D", bound=Dated)
T = TypeVar("T")


class Walk:
    """Where a walk by time stands, and what of it is safe to write down."""

    def __init__(self, reader: Reader, path: str, asking: dict[str, str], cursor: Cursor) -> None:
        self._reader, self._path, self._cursor = reader, path, cursor
        self._asking = {**asking, "sort": "updated", "direction": "asc", "per_page": str(PAGE)}
        self._since, self._link = cursor.since, ""
        self._safe = cursor.since
        self._started: datetime | None = None
        self._seen: set[tuple[int, datetime]] = set()
        self._by_time = True

    def ask(self) -> Answer:
        if self._link:
            answer = self._reader.get(self._link)
        elif self._since is None or self._since == self._cursor.since:
            answer = self._reader.get(self._path, self._question(), self._cursor.etag)
        else:
            answer = self._reader.get(self._path, self._question())
        self._started = self._started or answer.date
        return answer

    def fresh(self, rows: list[D]) -> list[D]:
        """Without those that the page before ended with."""
        seen, self._seen = self._seen, {(row.id, row.updated_at) for row in rows}
        return [row for row in rows if (row.id, row.updated_at) not in seen] if seen else rows

    def advance(self, answer: Answer, rows: list[D]) -> Cursor:
        """The cursor to commit with `rows`, and the walk is ready to ask for what follows them.

        What the last question brought is kept with its ETag when it was one page and reaches back past the overlap:
        then an unchanged repository answers the same question with 304. After a storm of changes that fills more than a
        page of the overlap, that comes true again once it is an hour old. A page that is just full would stay as it is when
        a row came behind it.
        """
        if rows:
            newest = min(rows[-1].updated_at, self._started or rows[-1].updated_at) - OVERLAP
            self._safe = max(newest, self._safe or newest)
            if self._started and not answer.next:
                self._safe = max(self._safe, self._started - QUIET)
        if answer.next:
            self._step(answer.next, rows)
            return Cursor(self._safe)
        reaches = self._since is None or self._safe is None or self._since <= self._safe
        one_page = reaches and not self._link and len(rows) < PAGE
        return Cursor(self._since, answer.etag) if one_page else Cursor(self._safe)

    def _step(self, link: str, rows: list[D]) -> None:
        if rows and self._since and rows[0].updated_at < self._since:
            self._by_time = False
        step = rows[-1].updated_at - TICK if rows and self._by_time else None
        if step and (self._since is None or step > self._since):
            self._since, self._link = step, ""
        else:
            self._link = link

    def _question(self) -> dict[str, str]:
        return self._asking | {"since": f"{self._since:%Y-%m-%dT%H:%M:%SZ}"} if self._since else self._asking


def changed(
    walk: Walk, page: Page[D], repo: str, cursor: Cursor, records: Callable[[D], Iterator[Record]]
) -> Iterator[Record | Checkpoint]:
    """A stream that can be asked for what changed since a time.

    https://docs.github.com/en/rest/issues/issues#list-repository-issues
    """
    done, more = 0, True
    while more:
        answer = walk.ask()
        if answer.unchanged:
            yield cursor.checkpoint(0)
            return
        rows, rejected = page.read(answer.content, repo)
        yield from rejected
        fresh = walk.fresh(rows)
        for row in fresh:
            yield from records(row)
        done += len(fresh)
        yield walk.advance(answer, rows).checkpoint(done, answer.total(done))
        more = bool(answer.next)


def newest_first(
    reader: Reader,
    path: str,
    page: Page[Event],
    repo: str,
    cursor: Cursor,
    records: Callable[[Event], Iterator[Record]],
) -> Iterator[Record | Checkpoint]:
    """Issue events have no `since`: read back until what is known. New events only push the rest to later pages.

    https://docs.github.com/en/rest/issues/events#list-issue-events-for-a-repository
    """
    first = None if cursor.next else reader.get(path, {"per_page": str(PAGE)}, cursor.etag)
    if first and first.unchanged:
        yield cursor.checkpoint(0)
        return
    answer = first or _older(reader, cursor.next or "")
    after, done = cursor if cursor.next else None, 0
    while answer:
        rows, rejected = page.read(answer.content, repo)
        yield from rejected
        for row in rows:
            if cursor.since is None or row.created_at >= cursor.since:
                yield from records(row)
                done += 1
        after = after or _after_events(answer, rows)
        known = cursor.since is not None and rows and rows[-1].created_at < cursor.since
        if known or not answer.next:
            break
        yield Cursor(cursor.since, after.etag, answer.next, after.top).checkpoint(done, answer.total(done))
        answer = _older(reader, answer.next)
    after = after or cursor
    yield Cursor(after.top or cursor.since, after.etag).checkpoint(done, done)


def _older(reader: Reader, link: str) -> Answer | None:
    """None where GitHub leads back no further, though its own link says so: of large repositories it keeps the farthest
    pages to itself.

    https://github.com/octokit/octokit.net/issues/1417
    """
    try:
        return reader.get(link)
    except Refused as error:
        if error.status == TOO_FAR:
            return None
        raise


def _after_events(first: Answer, rows: list[Event]) -> Cursor:
    """What to remember of the first page: from where to read next time, and its ETag where the page reaches that far back.

    Otherwise an event that becomes visible late would stand on a later page, behind a first one that is unchanged.
    """
    if not rows:
        return Cursor(etag=None if first.next else first.etag)
    top = min(rows[0].created_at, first.date or rows[0].created_at) - OVERLAP
    top = max(top, first.date - QUIET) if first.date else top
    reaches = not first.next or rows[-1].created_at < top
    return Cursor(etag=first.etag if reaches else None, top=top)


def listed(
    reader: Reader, path: str, page: Page[T], repo: str, cursor: Cursor, records: Callable[[T], Iterator[Record]]
) -> Iterator[Record | Checkpoint]:
    """A short list, read whole each time unless its one page is unchanged.

    https://docs.github.com/en/rest/issues/milestones#list-milestones
    """
    first = answer = reader.get(path, {"state": "all", "per_page": str(PAGE)}, cursor.etag)
    if first.unchanged:
        yield cursor.checkpoint(0)
        return
    done = 0
    while True:
        rows, rejected = page.read(answer.content, repo)
        yield from rejected
        for row in rows:
            yield from records(row)
        done += len(rows)
        if not answer.next:
            break
        yield Cursor().checkpoint(done, answer.total(done))
        answer = reader.get(answer.next)
    yield Cursor(etag=None if first.next or done >= PAGE else first.etag).checkpoint(done, done)
