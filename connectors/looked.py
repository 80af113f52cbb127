"""What one look at many items told, and writing there by it."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from core.contract import Note


class Sight(NamedTuple):
    """The labels of an item. `silent`: surely no comment of ours stands there."""

    labels: Collection[str]
    silent: bool


class SeenTogether:
    """`core.contract.Looked`: verbs of a connector to which what was seen of an item (None: nothing) is the last argument."""

    def __init__(
        self,
        seen: Mapping[str, Sight],
        comment: Callable[[str, Note, Sight | None], str | None],
        label: Callable[[str, str, bool, Sight | None], None],
    ) -> None:
        self._seen, self._comment, self._label = seen, comment, label

    def ensure_comment(self, item: str, note: Note) -> str | None:
        return self._comment(item, note, self._seen.get(item))

    def ensure_label(self, item: str, label: str, present: bool) -> None:
        self._label(item, label, present, self._seen.get(item))
