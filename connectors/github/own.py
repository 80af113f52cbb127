"""Which issues of a repository are pages of the hub's own: they are no work, so a census leaves them out."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from connectors.github.bodies import Issue, Page
from connectors.github.cursors import PAGE, Reader
from connectors.github.page_text import is_page
from core.contract import Seen

_ISSUES = Page(Issue, "issue")


def without_pages(
    census: Iterable[Sequence[Seen]], reader: Reader, repo: str, me: Callable[[], str]
) -> Iterator[list[Seen]]:
    own: set[str] | None = None
    for page in census:
        own = _own_pages(reader, repo, me()) if own is None else own
        yield [each for each in page if each.id not in own]


def _own_pages(reader: Reader, repo: str, me: str) -> set[str]:
    """Their node ids. https://docs.github.com/en/rest/issues/issues#list-repository-issues"""
    found: set[str] = set()
    answer = reader.get(f"/repos/{repo}/issues", {"creator": me, "state": "all", "per_page": str(PAGE)})
    while True:
        rows, _ = _ISSUES.read(answer.content, repo)
        found |= {row.node_id for row in rows if row.body and is_page(row.body)}
        if not answer.next:
            return found
        answer = reader.get(answer.next)
