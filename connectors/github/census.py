"""Every issue and pull request that a repository shows now: ids and times alone, by GraphQL, a hundred to a page.

Where GraphQL is refused, the list of REST says the same at twenty times the size.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from connectors.github.bodies import Page, When
from connectors.github.cursors import Cursor, Reader
from connectors.github.documents import ISSUE_CENSUS, PULL_CENSUS
from connectors.github.graph import PAGE, Graph, Rows
from connectors.github.pull import Walk
from core.contract import Refused, Seen


class Brief(Struct, rename="camel", gc=False):
    id: str
    updated_at: When


class _Rows(Struct):
    rows: Rows[Brief]


class _Found(Struct):
    repository: _Rows | None


def _rows(found: _Found) -> Rows[Brief] | None:
    return found.repository.rows if found.repository else None


class Listed(Struct, gc=False):
    """An issue of REST's list, as far as a census wants it."""

    id: int
    node_id: str
    updated_at: When


_LISTED = Page(Listed, "issue")


def census(graph: Graph, reader: Reader, repo: str) -> Iterator[Sequence[Seen]]:
    """GraphQL's ids are believed only when they are those by which REST names things: GitHub has two forms of them, and a
    census in the other one would bury everything."""
    oldest = _oldest(reader, repo)
    try:
        seen = {
            row.id: row.updated_at for document in (ISSUE_CENSUS, PULL_CENSUS) for row in _asked(graph, document, repo)
        }
    except Refused:
        seen = {}
    if oldest and oldest.node_id not in seen:
        seen = {row.node_id: row.updated_at for row in _walked(reader, repo)}
    rows = (Seen(id_, at) for id_, at in seen.items())
    while page := list(islice(rows, PAGE)):
        yield page


def _oldest(reader: Reader, repo: str) -> Listed | None:
    """Ids of the older form are those of the oldest things."""
    asking = {"state": "all", "sort": "created", "direction": "asc", "per_page": "1"}
    answer = reader.get(f"/repos/{repo}/issues", asking)
    return next(iter(_listed(answer.content, repo)), None)


def _asked(graph: Graph, document: str, repo: str) -> Iterator[Brief]:
    owner, _, name = repo.partition("/")
    missing = f"there is no {repo}, or the token may not see it; check repositories"
    what = f"all issues of {repo}"
    for page in graph.pages(document, _Found, what, _rows, missing, owner=owner, name=name, first=PAGE):
        yield from (row for row in page.nodes if row)


def _walked(reader: Reader, repo: str) -> Iterator[Listed]:
    """By time, since a numbered page hides an item when another goes."""
    walk, more = Walk(reader, f"/repos/{repo}/issues", {"state": "all"}, Cursor()), True
    while more:
        answer = walk.ask()
        rows = _listed(answer.content, repo)
        yield from rows
        walk.advance(answer, rows)
        more = bool(answer.next)


def _listed(content: bytes, repo: str) -> list[Listed]:
    rows, rejected = _LISTED.read(content, repo)
    for odd in rejected:
        raise Refused(f"github: {odd.place} cannot be read ({odd.reason}), so nothing is known to be gone")
    return rows
