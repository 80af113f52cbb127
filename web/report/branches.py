"""Which part of a large alignment tree a page shows: what somebody looks for, and as much as can be taken in at once."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from core.health import Health
from web.report.tree import Node

LINES = 200  # goals that a page holds from the start; what lies below others comes when it is opened
MOST = 50  # goals below one that are shown at once


class Sought(Struct, frozen=True):
    """What somebody looks for: words of the key, title or owners, the health that is seen, and a team that works for it."""

    words: str = ""
    health: Health | None = None
    team: str = ""

    def __bool__(self) -> bool:
        return bool(self.words.strip() or self.health or self.team)

    def fits(self, node: Node, teams: Mapping[str, Collection[str]]) -> bool:
        """`teams` are those that work for a goal, by key."""
        said = " ".join((node.goal.key, node.goal.title, *node.fact.owners)).casefold()
        return (
            all(word in said for word in self.words.casefold().split())
            and self.health in (None, node.stands.observed)
            and (not self.team or self.team in teams.get(node.goal.key, ()))
        )


class Shown(Struct, frozen=True):
    """`inside` are the keys of goals whose children are in the page; `hits` those that somebody looked for."""

    nodes: tuple[Node, ...]
    inside: frozenset[str]
    hits: frozenset[str]


def shown(nodes: tuple[Node, ...], sought: Sought, teams: Mapping[str, Collection[str]]) -> Shown:
    """Of a tree; all of it where nothing is sought."""
    hits = frozenset(node.goal.key for node in every(nodes) if sought and sought.fits(node, teams))
    left = tuple(_pruned(nodes, hits)) if sought else nodes
    return Shown(left, frozenset(_inside(left)), hits)


def every(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from every(node.children)


def found(nodes: Sequence[Node], key: str) -> Node | None:
    return next((node for node in every(nodes) if node.goal.key == key), None)


def _pruned(nodes: Sequence[Node], hits: Collection[str]) -> Iterator[Node]:
    """What is sought, with all that it hangs below."""
    for node in nodes:
        children = tuple(_pruned(node.children, hits))
        if children or node.goal.key in hits:
            yield replace(node, children=children)


def _inside(nodes: Sequence[Node]) -> Iterator[str]:
    """Level by level, as long as there is room."""
    room, waiting = LINES - min(len(nodes), MOST), deque(nodes[:MOST])
    while waiting:
        node = waiting.popleft()
        size = min(len(node.children), MOST)
        if node.children and size <= room:
            room -= size
            yield node.goal.key
            waiting.extend(node.children[:MOST])
