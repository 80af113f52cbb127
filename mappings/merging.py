"""Two edits of one text: what each did, line by line, and both together where they touch different lines. Pure."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher, unified_diff
from itertools import pairwise

from msgspec import Struct

AROUND = 3  # lines shown around each difference
LONG = 2_000  # lines from which on those that come very often are no landmark
Hunk = tuple[int, int, tuple[str, ...]]
"""Lines of the text of before, from and up to, and what stands there now."""


def merged(base: str, mine: str, theirs: str) -> str | None:
    """The text with both edits; None where they touch the same lines, or lines side by side."""
    lines = base.splitlines(keepends=True)
    own, others = ([*_hunks(lines, each.splitlines(keepends=True))] for each in (mine, theirs))
    both = sorted({*own, *others})
    if any(one[1] >= other[0] for one, other in pairwise(both)):
        return None
    made, at = list[str](), 0
    for begin, end, put in both:
        made += [*lines[at:begin], *put]
        at = end
    return "".join([*made, *lines[at:]])


class Line(Struct, frozen=True):
    """`kind` is what became of the line: `same`, `gone`, `new`, or `place` for where the next ones stand."""

    kind: str
    text: str


_KINDS = {" ": "same", "-": "gone", "+": "new", "@": "place"}


def difference(before: str, after: str) -> list[Line]:
    """As `diff -u` tells it, without its head."""
    was, now = before.splitlines(), after.splitlines()
    told = list(unified_diff(was, now, lineterm="", n=AROUND))[2:]
    return [Line(_KINDS[each[0]], each if each[0] == "@" else each[1:]) for each in told]


def _hunks(before: Sequence[str], after: Sequence[str]) -> Iterator[Hunk]:
    """What is alike at both ends is not compared."""
    head = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), None)
    if head is None:
        head = min(len(before), len(after))
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    was, now = before[head : len(before) - tail], after[head : len(after) - tail]
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=len(was) > LONG).get_opcodes():
        if kind != "equal":
            yield head + a, head + b, tuple(now[c:d])
