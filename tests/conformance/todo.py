"""Tasks in a file, one JSON object a line, as items; our comments stand in a second file beside it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from pydantic import BaseModel

from fairlead import (
    Checkpoint,
    Identity,
    Item,
    Note,
    Plugin,
    Refused,
    Rejected,
    Seen,
    Stream,
    Unavailable,
    Wire,
    references,
)


class TodoSettings(BaseModel, extra="forbid", hide_input_in_errors=True):
    file: Path


class Task(msgspec.Struct):
    id: str
    title: str
    changed: datetime

    def item(self, file: Path) -> Item:
        at = self.changed.astimezone(UTC)
        return Item(source="todo", id=self.id, key=f"TODO-{self.id}", kind="issue", container=file.name, title=self.title,
                    url=file.as_uri(), status="open", category="todo", created_at=at, updated_at=at,
                    refs=references(self.title))  # fmt: skip


class Todo:
    def __init__(self, settings: TodoSettings, wire: Wire) -> None:
        self.file, self.notes, self.wire = settings.file, settings.file.with_suffix(".notes"), wire

    def check(self) -> Identity:
        return Identity(account=str(self.file), name=f"{len(self.lines())} tasks")

    def streams(self) -> Sequence[Stream]:
        return [Stream("tasks", self.file.name, exhaustive=True)]

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Item | Rejected | Checkpoint]:
        if stream.name != "tasks":
            raise Refused(f"todo: there is no stream {stream.name}, only tasks")
        since = newest = moment(cursor)
        for number, line in enumerate(self.lines(), 1):
            try:
                item = msgspec.json.decode(line, type=Task).item(self.file)
            except ValueError as error:
                yield Rejected(source="todo", place=f"{self.file}:{number}", reason=str(error), raw=line)
                continue
            if item.updated_at >= since:  # closed: another task may still change in the moment of the cursor
                yield item
                newest = max(newest, item.updated_at)
        yield Checkpoint(newest.isoformat())

    def census(self, stream: Stream) -> Iterator[Sequence[Seen]]:
        yield [Seen(each.id, each.updated_at) for each in self.pull(stream, None) if isinstance(each, Item)]

    def cursor_at(self, stream: Stream, since: datetime) -> str:
        return since.isoformat()

    def ensure_comment(self, item: str, note: Note) -> str | None:
        if self.wire.read_only:
            raise Refused("todo: nothing was written, because the hub is in read-only mode")
        notes = msgspec.json.decode(self.notes.read_bytes()) if self.notes.exists() else {}
        notes.pop(note.mark, None)
        self.notes.write_bytes(msgspec.json.encode(notes | ({note.mark: [item, note.body]} if note.body else {})))
        return note.mark if note.body else None

    def lines(self) -> list[str]:
        try:
            return self.file.read_text().splitlines()
        except OSError as error:
            raise Unavailable(f"todo: {self.file} cannot be read ({error.strerror}); check the setting file") from None

    def close(self) -> None: ...


def moment(cursor: str | None) -> datetime:
    """A cursor that cannot be read costs a full pull, never an item."""
    try:
        return datetime.fromisoformat(cursor or "").astimezone(UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


plugin = Plugin(settings=TodoSettings, streams=("tasks",), connect=Todo)
