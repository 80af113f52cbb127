"""One look at many issues, before the first writes there: which labels they carry, and whether a comment of ours stands
there. Pull requests are issues here, as everywhere in the connector.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from connectors.github.documents import standing
from connectors.github.graph import Graph, Rows
from connectors.github.reviews import Actor
from connectors.github.write import address
from connectors.looked import Sight


class _Label(Struct):
    name: str


class _Comment(Struct):
    author: Actor | None = None


class _Work(Struct):
    labels: Rows[_Label]
    comments: Rows[_Comment]


class _Found(Struct):
    repository: dict[str, _Work]


def look(graph: Graph, me: Callable[[], str], items: Sequence[str]) -> Iterator[tuple[str, Sight]]:
    """By key, one question for each repository. What has more labels or comments than a page is not told whole."""
    for repo, of_repo in groupby(sorted(map(address, items)), key=lambda each: each[0]):
        numbers = [number for _, number in of_repo]
        owner, _, name = repo.partition("/")
        asked = {f"n{at}": number for at, number in enumerate(numbers)}
        found = graph.ask(standing(len(numbers)), _Found, f"what stands in {repo}", owner=owner, name=name, **asked)
        for at, number in asked.items():
            work = found.repository[at]
            if not work.labels.page_info.has_next_page:
                yield f"{repo}#{number}", Sight([each.name for each in work.labels.nodes if each], _silent(work, me))


def _silent(work: _Work, me: Callable[[], str]) -> bool:
    """Whose account was deleted is nobody, and a hole may be anybody."""
    if work.comments.page_info.has_next_page or None in work.comments.nodes:
        return False
    return all(each.author is None or each.author.account != me() for each in work.comments.nodes if each)
