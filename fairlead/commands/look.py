"""`findings` and `unread`: look at what the hub knows."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from rich.text import Text

from core.findings import Finding
from fairlead import looks, screen
from fairlead.commands.road import drift
from fairlead.output import document
from scheduler.hub import open_hub
from scheduler.looking import drifting, looking
from scheduler.planning import learning_of
from store import overviews
from store.facts import streams
from store.facts import unread as unread_rows

LINKING = (
    "`fairlead link ITEM GOAL` links work to its goal; `fairlead suggest ITEM` and `fairlead rules explain ITEM` help."
)

NOT_JUDGED = Text("Nothing was judged yet: `fairlead run` reads the tools and judges what they hold.", "yellow")
NOT_READ = Text("Nothing was read yet: `fairlead sync` reads the tools.", "yellow")


def findings(config: Path, day: date | None, everything: bool, json: bool) -> None:
    with open_hub(config) as hub, looking(hub, day) as look:
        opened, learns = drifting(hub, look), None if day else learning_of(hub, look.tx)
        judged = bool(day or opened or overviews.last(look.tx))
    if json:
        built = [_finding(*each) for each in zip(opened, looks.findings_of(look, opened), strict=True)]
        document(**looks.stamp(look), findings=built, learning=msgspec.to_builtins(learns))
    else:
        console = screen.stdout()
        table = screen.findings_table(opened, detectors=hub.detectors, everything=everything) if judged else NOT_JUDGED
        console.print(*looks.heading(look), table, *_advice(opened))
        if learns:
            console.print(f"learning: {learns.text}", style="yellow", markup=False, soft_wrap=True)
    raise SystemExit(drift(opened))


def _advice(opened: Iterable[Finding]) -> Iterator[Text]:
    if any(finding.observation.detector == "D1" and finding.observation.subject.kind == "item" for finding in opened):
        yield Text(LINKING, "dim")


def unread(config: Path, json: bool) -> None:
    with open_hub(config) as hub, hub.store.read() as tx:
        rows, asked = unread_rows(tx), any(stream.last_success for stream in streams(tx))
    if json:
        document(unread=msgspec.to_builtins(rows))
    else:
        screen.stdout().print(screen.unread_table(rows) if rows or asked else NOT_READ)


def _finding(finding: Finding, built: dict[str, Any]) -> dict[str, Any]:
    return {**built.pop("observation"), "summary": finding.observation.summary, **built}
