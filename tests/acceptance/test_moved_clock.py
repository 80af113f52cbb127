"""P21: whatever the clock does, no interval is waited for longer than itself and no time of the day comes twice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import BaseModel

from core.contract import Identity, Plugin, Stream
from core.records import Checkpoint, Record
from sandbox.clock import SimulatedClock
from scheduler.config import load_config
from scheduler.hub import Hub
from store import Store
from tests.acceptance.odd import NOW
from tests.acceptance.virtual import LOOK, Virtual

CONFIG = """
[service]
judge_minutes = 720
[connectors.often]
every_minutes = 20
[connectors.hourly]
schedule = "30 * * * *"
stream_minutes = { quick = 10 }
"""
DAY = timedelta(hours=24)
JUMPS = {
    "back, and set right": [-DAY, DAY],
    "ahead, and set right": [DAY, -DAY],
    "back by hours, again and again": [-timedelta(hours=7)] * 2,
}


class Settings(BaseModel):
    parallel: int = 1
    every_minutes: float = 15.0
    schedule: str | None = None
    stream_minutes: dict[str, float] = {}


class Tool:
    """Notes when each of its streams was pulled, by its own clock, which nobody moves."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self.pulled: list[tuple[str, datetime]] = []

    def check(self) -> Identity:
        return Identity("me", "Me")

    def streams(self) -> Sequence[Stream]:
        return [Stream("items", ""), Stream("quick", "")]

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        del cursor
        self.pulled.append((stream.name, self._clock()))
        yield Checkpoint("a")

    def close(self) -> None:
        pass

    def times(self, stream: str) -> list[datetime]:
        return [at for name, at in self.pulled if name == stream]


class Wrong(SimulatedClock):
    """What the hub takes for the time: the real one, moved."""

    def __init__(self, real: SimulatedClock) -> None:
        super().__init__(real())
        self._real, self.off = real, timedelta()

    def __call__(self) -> datetime:
        return self._real() + self.off


def longest(times: Iterable[datetime]) -> timedelta:
    there = list(times)
    return max(after - before for before, after in pairwise(there))


@pytest.mark.parametrize("jumps", JUMPS)
def test_intervals_go_on_and_each_time_of_the_day_comes_once(tmp_path: Path, jumps: str) -> None:
    real = SimulatedClock(NOW)
    wrong, tools = Wrong(real), {name: Tool(real) for name in ("often", "hourly")}
    plugins = {name: Plugin(Settings, ("items",), lambda *_, tool=tool: tool) for name, tool in tools.items()}
    (tmp_path / "config.toml").write_text(CONFIG)
    (tmp_path / "mappings.toml").write_text("")
    config = load_config(tmp_path / "config.toml", plugins)
    hub = Hub(config, Store.open(config.database), plugins, wrong, SimulatedClock(NOW))
    slots: Counter[datetime] = Counter()
    service = Virtual(hub, real)
    service.serve(hours=1)
    for jump in [*JUMPS[jumps], timedelta()]:
        seen = len(tools["hourly"].times("items"))
        service.serve(hours=1, minutes=10)
        slots.update(_hour(at + wrong.off) for at in tools["hourly"].times("items")[seen:])
        wrong.off += jump
    hub.close()
    slack = LOOK + timedelta(seconds=5)
    assert longest(tools["often"].times("items")) <= timedelta(minutes=20) + slack
    assert longest(tools["hourly"].times("quick")) <= timedelta(minutes=10) + slack
    assert set(slots.values()) == {1}


def _hour(at: datetime) -> datetime:
    """The slot, which is pulled within minutes."""
    return (at - timedelta(minutes=30)).replace(minute=0, second=0, microsecond=0)
