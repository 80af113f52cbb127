"""A project (v2): what its columns say of issues and pull requests, and its drafts, which are items of its own.

https://docs.github.com/en/issues/planning-and-tracking-with-projects/automating-your-project/using-the-api-to-manage-projects
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import blake2b

from msgspec import Struct, field

from connectors.github.bodies import Named, When
from connectors.github.cursors import Cursor
from connectors.github.documents import PROJECT, PROJECT_STATE
from connectors.github.fields import Fields, Said, Value, day
from connectors.github.graph import Graph, Nodes, PageInfo, Rows
from connectors.github.normalise import readable
from connectors.github.reviews import Actor
from core.contract import Refused, Seen
from core.records import TEXT_LIMIT, Checkpoint, Facet, Item, Record
from core.references import references

PAGE, GLANCE = 50, 100
STATUS, TITLE = "Status", "Title"  # GitHub's own columns


class Column(Struct, gc=False):
    """One value of an item. GitHub sends an empty object for the kinds that are not asked about."""

    field: Named | None = None
    option: str | None = None
    date: str | None = None
    number: float | None = None
    iteration: str | None = None
    text: str | None = None

    def value(self) -> Value | None:
        if self.date is not None:
            return day(self.date) or self.date
        values = (self.option, self.number, self.iteration, self.text)
        return next((value for value in values if value is not None), None)


class _Columns(Struct):
    nodes: list[Column | None] | None = None


class _People(Struct):
    nodes: list[Actor | None] | None = None


class Content(Struct, rename="camel"):
    """An issue, a pull request or a draft; all of it but `id` and `closed` is of drafts only."""

    id: str | None = None
    kind: str = field(name="__typename", default="")
    closed: bool = False
    title: str = ""
    body: str = ""
    created_at: When | None = None
    updated_at: When | None = None
    creator: Actor | None = None
    assignees: _People | None = None


class Card(Struct, rename="camel"):
    """An item of a project. Its `content` is None where the token may not see it."""

    id: str
    is_archived: bool
    updated_at: When
    content: Content | None = None
    field_values: _Columns | None = None


class Board(Struct, rename="camel"):
    url: str
    updated_at: When
    items: Rows[Card]

    @property
    def page_info(self) -> PageInfo:
        return self.items.page_info


class _Owner(Struct, rename="camel"):
    project_v2: Board | None = None


class _Found(Struct, rename="camel"):
    repository_owner: _Owner | None


def _board(found: _Found) -> Board | None:
    return found.repository_owner.project_v2 if found.repository_owner else None


def _cards(found: _Found) -> list[Card | None]:
    board = _board(found)
    return board.items.nodes if board else []


_CARDS = Nodes(("data", "repositoryOwner", "projectV2", "items", "nodes"), Card, _cards)


class Project:
    """`name` is `owner/3`."""

    def __init__(self, graph: Graph, name: str, fields: Fields) -> None:
        self._graph, self._name, self._fields = graph, name, fields
        self._what = f"project {name}"
        owner, _, number = name.partition("/")
        self._named = {"owner": owner, "number": int(number)}

    def pull(self, cursor: Cursor) -> Iterator[Record | Checkpoint]:
        """All of it, unless nothing changed, which asking for times alone tells."""
        if cursor.etag and cursor.etag == _fingerprint(list(self._boards(PROJECT_STATE, GLANCE))):
            yield cursor.checkpoint(0)
            return
        done, seen = 0, list[Board]()
        for board in self._boards(PROJECT, PAGE):
            cards = [card for card in board.items.nodes if card]
            for card in cards:
                yield from self._records(card, board.url)
            yield from self._graph.odd()
            seen.append(board)
            done += len(cards)
            last = not board.page_info.has_next_page
            yield Cursor(etag=_fingerprint(seen) if last else None).checkpoint(done, board.items.total_count)

    def census(self) -> Iterator[Sequence[Seen]]:
        for board in self._boards(PROJECT_STATE, GLANCE):
            cards = [card for card in board.items.nodes if card and not card.is_archived]
            drafts = [(card, card.content) for card in cards if card.content and card.content.updated_at]
            yield [Seen(draft.id, _touched(card, draft)) for card, draft in drafts if draft.id]
        for odd in self._graph.rejected:
            raise Refused(f"github: {odd.place} cannot be read ({odd.reason}), so nothing is known to be gone")

    def _boards(self, document: str, first: int) -> Iterator[Board]:
        missing = f"there is no {self._what}, or the token may not see it; check projects"
        return self._graph.pages(document, _Found, self._what, _board, missing, _CARDS, **self._named, first=first)

    def _records(self, card: Card, url: str) -> Iterator[Record]:
        """What is archived stands on the board no more, what we may not see says nothing."""
        content = card.content
        if card.is_archived or content is None or content.id is None:
            return
        values = _values(card)
        said = self._fields.said(values)
        status = str(values[STATUS][0]) if STATUS in values else None
        if content.kind == "DraftIssue":
            yield self._draft(card, content, url, said, status)
        else:
            yield self._facet(card, content.id, said, None if content.closed else status)

    def _facet(self, card: Card, id_: str, said: Said, status: str | None) -> Facet:
        """People leave cards where they are when they close an issue, so a column speaks of open ones only."""
        return Facet(
            source="github",
            id=id_,
            origin=self._what,
            at=card.updated_at,
            status=status,
            category=self._fields.category(status) if status else None,
            due=said.due,
            points=said.points,
            fields=said.fields,
        )

    def _draft(self, card: Card, draft: Content, url: str, said: Said, status: str | None) -> Item:
        """It has no address of its own."""
        title, body = readable(draft.title), readable(draft.body)
        people = (draft.assignees or _People()).nodes or []
        touched = _touched(card, draft)
        return Item(
            source="github",
            id=draft.id or card.id,
            key=f"{self._name}!draft-{draft.id}",
            kind="issue",
            container=self._name,
            title=title or "Draft",
            url=url,
            status=status or "draft",
            category=(self._fields.category(status) if status else None) or "todo",
            created_at=draft.created_at or touched,
            updated_at=touched,
            text=body[:TEXT_LIMIT],
            author=draft.creator.account if draft.creator else None,
            assignee=next((person.account for person in people if person), None),
            due=said.due,
            points=said.points,
            fields=said.fields,
            refs=references(f"{title}\n{body}"),
        )


def _values(card: Card) -> dict[str, tuple[Value, ...]]:
    columns = [column for column in (card.field_values or _Columns()).nodes or [] if column]
    named = [(column.field.name, column.value()) for column in columns if column.field]
    shown = [(name, readable(value) if isinstance(value, str) else value) for name, value in named]
    return {name: (value,) for name, value in shown if value is not None and name != TITLE}


def _touched(card: Card, draft: Content) -> datetime:
    return max(card.updated_at, draft.updated_at or card.updated_at)


def _fingerprint(boards: Sequence[Board]) -> str:
    """Of all that can change, by its times. The first page's word counts where the project changed while it was read."""
    marks = [boards[0].updated_at.isoformat()]
    for card in (card for board in boards for card in board.items.nodes if card):
        content = card.content or Content()
        marks.append(
            f"{card.id} {card.is_archived} {card.updated_at} {content.id} {content.closed} {content.updated_at}"
        )
    return blake2b("\n".join(marks).encode(), digest_size=12).hexdigest()
