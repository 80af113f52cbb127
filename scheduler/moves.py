"""What becomes of items when rules are edited: from where to where each goes, and how many go the same way."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct
from sqlalchemy import Connection

from core.links import Aim, aim_of, aim_words
from core.phrases import counted
from store import linking
from store.links import Change, Held, dividing, shares

Kind = Literal["gained", "lost", "moved", "references", "reason"]
EXAMPLES = 5  # items named for each way
WORDS: Mapping[Kind, str] = {
    "gained": "gain a goal",
    "lost": "lose their goal",
    "moved": "move",
    "references": "refer to others",
    "reason": "keep it, by another rule or version",
}
_OF_ONE: Mapping[Kind, str] = {
    "gained": "gains a goal",
    "lost": "loses its goal",
    "moved": "moves",
    "references": "refers to others",
    "reason": "keeps it, by another rule or version",
}

_WEIGHTIEST: tuple[Kind, ...] = ("moved", "lost", "gained", "references", "reason")


class Move(Struct, frozen=True, kw_only=True, gc=False):
    """What becomes of one item (`id` is the store's number, `item` is `jira:PAY-12`).

    It gains or loses a goal, moves to others, keeps them and refers to others besides (`references`), or keeps all for another
    `reason`: by another rule, or another version of it. `rule_before` and `rule_after` are ids.
    """

    id: int
    item: str
    kind: Kind
    before: Aim
    after: Aim
    rule_before: str | None = None
    rule_after: str | None = None


class Example(Struct, frozen=True):
    item: str
    title: str


class Way(Struct, frozen=True):
    """All items that go from the same goals to the same others. `before` and `after` are words: `O-1`, `O-1 60% + O-2 40%`,
    `no goal`, `exempt`."""

    kind: Kind
    before: str
    after: str
    count: int
    examples: tuple[Example, ...]


def move_of(change: Change) -> Move | None:
    """None where the item stays as it is."""
    kind = _kind(change)
    if kind is None:
        return None
    return Move(
        id=change.id,
        item=f"{change.source}:{change.key}",
        kind=kind,
        before=aim_of(dividing(change.before)),
        after=aim_of(dividing(change.after)),
        rule_before=_rule(change.before),
        rule_after=_rule(change.after),
    )


def in_ways(tx: Connection, moves: Iterable[Move]) -> tuple[tuple[Move, ...], tuple[Way, ...]]:
    """The moves, those that go the same way together and the most first; and the ways in words, with examples."""
    groups = _grouped(moves)
    titles = linking.titles(tx, [move.id for group in groups.values() for move in group[:EXAMPLES]])
    return tuple(move for group in groups.values() for move in group), _ways(groups, titles)


def in_words(counts: Mapping[Kind, int]) -> str:
    """`132 move, 1 loses its goal`; nothing where nothing moves."""
    found = ((kind, counts.get(kind, 0)) for kind in WORDS)
    return ", ".join(f"{count:,} {(_OF_ONE if count == 1 else WORDS)[kind]}" for kind, count in found if count)


def headlines(counts: Mapping[Kind, int]) -> list[str]:
    """`132 items move` and `1 item loses its goal`: what weighs most first."""
    found = ((kind, counts.get(kind, 0)) for kind in _WEIGHTIEST)
    return [f"{counted(count, 'item')} {(_OF_ONE if count == 1 else WORDS)[kind]}" for kind, count in found if count]


def _grouped(moves: Iterable[Move]) -> dict[tuple[Kind, Aim, Aim], list[Move]]:
    """Those that go the same way together, the most first; within it by item."""
    found: dict[tuple[Kind, Aim, Aim], list[Move]] = defaultdict(list)
    for move in sorted(moves, key=lambda move: move.item):
        found[move.kind, move.before, move.after].append(move)
    return dict(sorted(found.items(), key=lambda way: (-len(way[1]), way[0][0], str(way[0]))))


def _ways(groups: Mapping[tuple[Kind, Aim, Aim], Sequence[Move]], titles: Mapping[int, str]) -> tuple[Way, ...]:
    """Each group in words, with examples. `titles` are those of the first items of each, by number."""
    return tuple(
        Way(
            kind,
            aim_words(before),
            aim_words(after),
            len(moves),
            tuple(Example(move.item, titles.get(move.id, "")) for move in moves[:EXAMPLES]),
        )
        for (kind, before, after), moves in groups.items()
    )


def _kind(change: Change) -> Kind | None:
    if change.before == change.after:
        return None
    if (0 in change.before) != (0 in change.after):
        return "gained" if 0 in change.after else "lost"
    if shares(change.before) != shares(change.after):
        return "moved"
    return "references" if _references(change.before) != _references(change.after) else "reason"


def _references(held: Held) -> set[str | None]:
    return {link.goal for position, link in held.items() if position < 0}


def _rule(held: Held) -> str | None:
    return held[0].rule if 0 in held else None
