"""A hub that lives through the script: every evening it takes in the records of the day, links them, and judges."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bench.detection.script import DAYS, Script, at
from core.contract import Stream
from core.findings import Finding
from scheduler import linking, reconciling
from scheduler.hub import Hub, open_hub
from store import pulls

EVENING, MINUTES = 22, 24 * 60
CONFIG = '[hub]\npeople = "people.toml"\n'


def evenings(script: Script, people: str, folder: Path, days: int = DAYS) -> Iterator[tuple[int, tuple[Finding, ...]]]:
    """Each day's number with the findings that are open at its end."""
    (folder / "config.toml").write_text(CONFIG)
    (folder / "people.toml").write_text(people)
    (folder / "mappings.toml").write_text("")
    now = [at(0, EVENING)]
    with open_hub(folder / "config.toml", lambda: now[0]) as hub:
        sources = sorted({source for day in script.records.values() for source in day})
        for day in range(days):
            now[0] = at(day, EVENING)
            for source in sources:
                _pull(hub, source, script, day, now[0])
            linking.link(hub)
            yield day, reconciling.reconcile_findings(hub).open


def _pull(hub: Hub, source: str, script: Script, day: int, now: datetime) -> None:
    stream = Stream("everything", source)
    records = script.records[day][source]
    with hub.store.write() as tx:
        if error := script.failing.get(day, {}).get(source):
            pulls.failed(tx, source, stream, now, error)
            return
        pulls.commit(tx, source, stream, records, f"{day}", now, full=False)
        pulls.succeeded(tx, source, stream, now, complete=False, every_minutes=MINUTES)
