"""What happens in the company, day by day, as the records that connectors would bring in the evening."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from core.records import Activity, Category, Change, Goal, Item, Kind, Record, Tracked
from core.references import references
from core.times import midnight

FIRST = date(2026, 1, 5)  # a Monday: day 0
DAYS = 180
STATUS: dict[Category, str] = {"todo": "To Do", "doing": "In Progress", "done": "Done"}
TRACKED: tuple[Tracked, ...] = ("status", "category", "assignee", "due", "parent")


def day_of(number: int) -> date:
    return FIRST + timedelta(days=number)


def at(number: int, hour: float = 10) -> datetime:
    return midnight(day_of(number)) + timedelta(hours=hour)


def works_on(number: int) -> bool:
    return number % 7 < 5


@dataclass
class Script:
    """Records by day and connector. `failing` are the days on which a connector cannot be read, with what it answers."""

    records: dict[int, dict[str, list[Record]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    failing: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    goals: dict[str, Goal] = field(default_factory=dict)
    number: int = 0

    def add(self, day: int, source: str, record: Record) -> None:
        self.records[day][source].append(record)

    def next(self) -> int:
        self.number += 1
        return self.number

    def goal(self, day: int, key: str, **fields: Any) -> Goal:
        """The goal as it is written from that day on; what is not named stays as it was."""
        before = self.goals.get(key)
        known = {name: getattr(before, name) for name in Goal.__struct_fields__} if before else {}
        goal = Goal(
            **{"source": "sheets", "key": key, "title": f"Goal {key}", "place": f"OKRs!{key}", **known, **fields}
        )
        self.goals[key] = goal
        self.add(day, goal.source, goal)
        return goal

    def touch(self, day: int, piece: "Piece", who: str, hour: float = 10) -> None:
        done = Activity(
            source=piece.source,
            id=f"comment-{self.next()}",
            item=piece.key,
            at=at(day, hour),
            kind="comment",
            actor=who,
        )
        self.add(day, piece.source, done)


class Piece:
    """An item as it changes. Each `on` is what its tool shows from that day on, with the history of tracked fields."""

    def __init__(self, script: Script, key: str, kind: Kind = "issue", source: str = "jira", **fields: Any) -> None:
        self.script, self.source, self.key = script, source, key
        container = key.partition("#")[0] if "#" in key else key.partition("-")[0]
        self._fields: dict[str, Any] = {
            "source": source,
            "id": key,
            "key": key,
            "kind": kind,
            "container": container,
            "title": f"Item {key}",
            "url": f"https://{source}.test/{key}",
            "category": "todo",
            **fields,
        }
        self._changes: tuple[Change, ...] = ()
        self._created: datetime | None = None

    def on(self, day: int, hour: float = 10, **fields: Any) -> "Piece":
        when = at(day, hour)
        if category := fields.get("category"):
            fields = {"status": STATUS[category], "done_at": when if category == "done" else None, **fields}
        if self._created is None:
            self._created = when
        else:
            self._changes += tuple(
                Change(when, name, _text(self._fields.get(name)), _text(value))
                for name in TRACKED
                if (value := fields.get(name, self._fields.get(name))) != self._fields.get(name)
            )
        self._fields |= {"status": STATUS[self._fields["category"]]} | self._fields | fields
        dates = {"created_at": self._created, "updated_at": when}
        item = Item(**{**self._fields, **dates, "refs": references(self._fields["title"]), "changes": self._changes})
        self.script.add(day, self.source, item)
        return self


def _text(value: object) -> str | None:
    return None if value is None else str(value)
