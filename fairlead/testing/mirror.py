"""What a hub would hold after a pull: the measure by which a cut, repeated or incremental pull is compared with a full one."""

from collections.abc import Iterable, Iterator

import msgspec

from core.contract import Connector, Stream
from core.records import Activity, Checkpoint, Facet, Goal, Item, Record, Rejected, Tombstone

Pulled = list[Record | Checkpoint]
Name = tuple[str, str]


class Mirror:
    """The last record of each thing by kind and name; a tombstone takes its item away, with the activity on it."""

    def __init__(self, records: Iterable[Record | Checkpoint] = ()) -> None:
        self.held: dict[Name, Record] = {}
        self.take(records)

    def take(self, records: Iterable[Record | Checkpoint]) -> None:
        for record in records:
            if isinstance(record, Tombstone):
                self._bury(record.id)
            elif not isinstance(record, Rejected | Checkpoint):
                self.held[name(record)] = record

    def differs(self, other: "Mirror") -> str:
        """Empty when both hold the same; else one line for each of the first differences."""
        names = sorted(
            each for each in self.held.keys() | other.held.keys() if self.held.get(each) != other.held.get(each)
        )
        return "\n".join(f"{each}: {self._said(each)} / {other._said(each)}" for each in names[:5])

    def _said(self, each: Name) -> str:
        record = self.held.get(each)
        return msgspec.json.encode(record).decode(errors="replace")[:500] if record else "nothing"

    def _bury(self, id_: str) -> None:
        gone = self.held.pop(("Item", id_), None)
        if isinstance(gone, Item):
            on_it = [each for each, r in self.held.items() if isinstance(r, Activity) and r.item == gone.key]
            for each in on_it:
                del self.held[each]


def name(record: Record) -> Name:
    kind = type(record).__name__
    if isinstance(record, Goal):
        return kind, record.key
    if isinstance(record, Facet):
        return kind, f"{record.id} in {record.origin}"
    assert not isinstance(record, Rejected), "what could not be read has no name"
    return kind, record.id


def pulled(connector: Connector, stream: Stream, cursor: str | None = None) -> Pulled:
    return list(connector.pull(stream, cursor))


def last_cursor(records: Pulled) -> str:
    """Of the checkpoint that every pull must end with."""
    assert records, "the pull gave nothing; its last record must be a checkpoint"
    last = records[-1]
    assert isinstance(last, Checkpoint), f"the last record of a pull is a checkpoint, not {type(last).__name__}"
    return last.cursor


def cuts(records: Pulled) -> Iterator[tuple[Pulled, str]]:
    """For each checkpoint what a hub would have committed by then, and the cursor with it."""
    for at, record in enumerate(records, 1):
        if isinstance(record, Checkpoint):
            yield records[:at], record.cursor
