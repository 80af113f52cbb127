"""A hub with a connector that says what a test puts into its mouth: a plain value of the contract."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from core.contract import ConnectorError, Identity, Plugin, Stream
from core.records import Checkpoint, Goal, Item, Record
from scheduler.config import load_config
from scheduler.hub import Hub
from scheduler.syncing import sync
from scheduler.told import Pulled
from store import Store, goals

NOW = datetime(2026, 6, 17, 15, 30, tzinfo=UTC)
ONE, TWO = Stream("goals", "one", incremental=False, exhaustive=True), Stream("items", "two", incremental=False)
Says = Callable[[], Iterable[Record | Checkpoint]]


class Settings(BaseModel):
    every_minutes: float = 15.0
    quiet: str = ""


class Told:
    """A connector whose streams say what the test put in `says`."""

    def __init__(self, says: Mapping[Stream, Says]) -> None:
        self.says = says

    def check(self) -> Identity:
        return Identity("me", "Me")

    def streams(self) -> Sequence[Stream]:
        return list(self.says)

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        del cursor
        yield from self.says[stream]()

    def close(self) -> None:
        pass


class World:
    """A hub with one such connector, and a clock that the test moves."""

    def __init__(self, folder: Path, **files: str) -> None:
        self.now = NOW
        self.says: dict[Stream, Says] = {}
        plugin = Plugin(Settings, ("goals", "items"), lambda *_: Told(self.says))
        for name, text in {"config": "[connectors.odd]", "mappings": "", **files}.items():
            (folder / f"{name}.toml").write_text(text)
        config = load_config(folder / "config.toml", {"odd": plugin})
        self.hub = Hub(config, Store.open(config.database), {"odd": plugin}, lambda: self.now)

    def sync(self, hours: float = 0, **says: Says) -> list[Pulled]:
        self.now += timedelta(hours=hours)
        self.says |= {{"one": ONE, "two": TWO}[name]: told for name, told in says.items()}
        return sync(self.hub, lambda *_: None)

    @property
    def goals(self) -> list[str]:
        with self.hub.store.read() as tx:
            return [each.key for each in goals.all_goals(tx)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    opened = World(tmp_path)
    yield opened
    opened.hub.close()


def goal(key: str) -> Goal:
    return Goal(source="odd", key=key, level="objective", title=key, place=key)


def item(id_: str, updated_at: datetime = NOW, **more: Any) -> Item:
    return Item(source="odd", id=id_, key=f"A-{id_}", kind="issue", container="A", title="A", url="", status="open",
                category="doing", created_at=NOW, updated_at=updated_at, **more)  # fmt: skip


def raising(error: ConnectorError) -> Says:
    def says() -> Iterable[Record]:
        raise error

    return says
