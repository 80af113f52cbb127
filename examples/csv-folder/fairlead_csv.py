"""Tasks in a folder of CSV files, one file a team and one row a task; our comments stand in a second file beside each."""

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct, convert
from pydantic import BaseModel

from fairlead import Account, Checkpoint, Identity, Item, Note, Plugin, Refused, Rejected, Stream, Unavailable, Wire
from fairlead import references as named_in

OURS, HEADER = "fairlead", ["item", "author", "text", "mark"]
Statuses = dict[str, Literal["todo", "doing", "done"]]


class CsvSettings(BaseModel, extra="forbid", hide_input_in_errors=True):
    folder: Path
    delimiter: Literal[",", ";", "\t"] = ","
    statuses: Statuses = {"open": "todo", "in progress": "doing", "done": "done"}  # in small letters


class Row(Struct):
    id: Annotated[str, Meta(pattern=r"^[\w.]+$")]  # no hyphen: the last one of a key stands behind the name of its file
    title: str
    status: str
    updated: date
    created: date | None = None
    owner: str | None = None
    labels: str = ""
    due: date | None = None

    def item(self, file: Path, statuses: Statuses) -> Item:
        if (category := statuses.get(self.status.lower())) is None:
            raise ValueError(f"status “{self.status}” is unknown; name it in the setting statuses")
        first, last = (datetime.combine(day, time(), UTC) for day in (self.created or self.updated, self.updated))
        return Item(source="csv", id=f"{file.stem}/{self.id}", key=f"{file.stem}-{self.id}", kind="issue",
                    container=file.stem, title=self.title, url=f"{file.resolve().as_uri()}#{self.id}",
                    status=self.status, category=category, assignee=self.owner, due=self.due,
                    labels=tuple(dict.fromkeys(re.findall(r"[^,;\s]+", self.labels))), refs=named_in(self.title),
                    created_at=min(first, last), updated_at=last, done_at=last if category == "done" else None)  # fmt: skip


class CsvFolder:
    def __init__(self, settings: CsvSettings, wire: Wire) -> None:
        self.settings, self.folder, self.wire = settings, settings.folder, wire

    def check(self) -> Identity:
        return Identity(account=str(self.folder), name=f"{len(self.files())} CSV files")

    def streams(self) -> Sequence[Stream]:
        return [Stream("rows", name, incremental=False, exhaustive=True) for name in self.files()]

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Account | Item | Rejected | Checkpoint]:
        if (file := self.files().get(stream.container)) is None or stream.name != "rows":
            raise Refused(f"csv: there is no stream {stream.name} of “{stream.container}”; check the setting folder")
        (_, header), *rows = self.read(file) or [(1, [])]
        seen = blake2b(repr((self.settings, header, rows)).encode(), digest_size=16).hexdigest()
        lines: dict[str, int] = {}
        for line, cells in rows if seen != cursor else ():
            try:
                item = task(header, cells, line, lines).item(file, self.settings.statuses)
                if (who := item.assignee) and lines.setdefault(f"owner {who}", line) == line:  # once for each owner
                    yield Account(source="csv", id=who, name=who, email=who if "@" in who else None)
                yield item
            except ValueError as error:
                yield Rejected(source="csv", place=f"{file}:{line}", reason=str(error), raw=repr(cells))
        yield Checkpoint(seen)

    def ensure_comment(self, item: str, note: Note) -> str | None:
        if self.wire.read_only:
            raise Refused("csv: nothing was written, because the hub is in read-only mode")
        if (file := self.files().get(item.rpartition("-")[0])) is None:
            raise Refused(f"csv: {self.folder} has no file for {item}")
        notes = file.with_suffix(".notes.csv")
        rows = [cells for _, cells in (self.read(notes) if notes.exists() else [])] or [HEADER]
        ours = [cells for cells in rows if cells[1:2] == [OURS] and cells[3:4] == [note.mark]]
        wanted = [] if note.body is None else [[item, OURS, re.sub(r"^(?=[=+@\t\r-])", "'", note.body), note.mark]]
        if wanted != ours:
            try:
                with (new := file.with_suffix(".notes.new")).open("w", encoding="utf-8-sig", newline="") as lines:
                    table = csv.writer(lines, delimiter=self.settings.delimiter)
                    table.writerows([*(cells for cells in rows if cells not in ours), *wanted])
                new.replace(notes)  # whole or not at all, for others write there too
            except OSError as error:
                raise Unavailable(f"csv: {error}; the comment was not written") from None
        return note.mark if wanted else None

    def files(self) -> dict[str, Path]:
        try:
            return {f.stem: f for f in sorted(self.folder.iterdir()) if f.match("*.csv") and not f.match("*.notes.csv")}
        except OSError as error:
            raise Unavailable(f"csv: {error}; check the setting folder") from None

    def read(self, file: Path) -> list[tuple[int, list[str]]]:
        try:  # a stray quote would hide all that follows, so that it spoils the file and not only its row
            with file.open(encoding="utf-8-sig", newline="") as lines:
                rows = csv.reader(lines, delimiter=self.settings.delimiter, strict=True)
                return [(rows.line_num, cells) for cells in rows if any(cells)]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise Unavailable(f"csv: {file} cannot be read ({error}); save it as CSV in UTF-8") from None

    def close(self) -> None: ...


def task(header: list[str], cells: list[str], line: int, lines: dict[str, int]) -> Row:
    if len(cells) > len(header):
        raise ValueError("more cells than the header has columns; put a cell that holds the delimiter in quotes")
    row = convert({name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}, Row)
    if (first := lines.setdefault(row.id, line)) != line:
        raise ValueError(f"line {first} has the same id")
    return row


plugin = Plugin(settings=CsvSettings, streams=("rows",), connect=CsvFolder)
