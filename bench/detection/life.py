"""A hub that lives through the script: every evening it takes in the records of the day, links them, and judges."""

from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from bench.detection.script import DAYS, Script, at
from core.contract import Stream
from core.findings import Finding, Severity, Subject
from scheduler import linking, reconciling
from scheduler.hub import Hub, open_hub
from scheduler.judging import judged
from store import pulls

EVENING, MINUTES = 22, 24 * 60
CONFIG = '[hub]\npeople = "people.toml"\n'
Verdicts = frozenset[tuple[str, Subject, Severity]]
"""What the detectors see, before anything is followed."""


class Evening(NamedTuple):
    """A day's number with the findings that are open at its end; `verdicts` on days on which they are asked for."""

    day: int
    open: tuple[Finding, ...]
    verdicts: Verdicts | None


def evenings(script: Script, people: str, folder: Path, asked: Collection[int] = ()) -> Iterator[Evening]:
    """The whole life, in a database under `folder`."""
    (folder / "config.toml").write_text(CONFIG)
    (folder / "people.toml").write_text(people)
    (folder / "mappings.toml").write_text("")
    now = [at(0, EVENING)]
    with open_hub(folder / "config.toml", lambda: now[0]) as hub:
        sources = sorted({source for day in script.records.values() for source in day})
        for day in range(DAYS):
            now[0] = at(day, EVENING)
            for source in sources:
                _pull(hub, source, script, day, now[0])
            linking.link(hub)
            open_ = reconciling.reconcile_findings(hub).open
            with hub.store.read() as tx:
                yield Evening(day, open_, _verdicts(hub, tx, now[0]) if day in asked else None)


def looked_back(folder: Path, days: Collection[int]) -> Iterator[tuple[int, Verdicts]]:
    """What the same detectors see of the end of each of these days, when the life is over."""
    with open_hub(folder / "config.toml", lambda: at(DAYS)) as hub:
        for day in days:
            with hub.store.as_of(at(day, EVENING)) as tx:
                yield day, _verdicts(hub, tx, at(day, EVENING))


def _verdicts(hub: Hub, tx: Connection, moment: datetime) -> Verdicts:
    return frozenset((seen.detector, seen.subject, seen.severity) for seen in judged(hub, tx, moment)[1])


def _pull(hub: Hub, source: str, script: Script, day: int, now: datetime) -> None:
    stream = Stream("everything", source)
    with hub.store.write() as tx:
        if error := script.failing.get(day, {}).get(source):
            pulls.failed(tx, source, stream, now, error)
            return
        pulls.commit(tx, source, stream, script.records[day][source], f"{day}", now, full=False)
        pulls.succeeded(tx, source, stream, now, complete=False, every_minutes=MINUTES)
