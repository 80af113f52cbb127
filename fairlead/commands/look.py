"""`findings` and `unread`: look at what the hub knows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from rich.console import RenderableType
from rich.text import Text

from core.findings import Finding
from core.handling import matches
from core.stages import Stage
from fairlead import looks, screen
from fairlead.commands.road import drift
from fairlead.output import document
from scheduler.hub import open_hub
from scheduler.lives import OPEN, Life, lives_of
from scheduler.looking import drifting, looking
from scheduler.matching import insist_on_known
from scheduler.planning import learning_of
from store import overviews
from store.facts import streams
from store.facts import unread as unread_rows

LINKING = (
    "`fairlead link ITEM GOAL` links work to its goal; `fairlead suggest ITEM` and `fairlead rules explain ITEM` help."
)

NOT_JUDGED = Text("Nothing was judged yet: `fairlead run` reads the tools and judges what they hold.", "yellow")
NOT_READ = Text("Nothing was read yet: `fairlead sync` reads the tools.", "yellow")


class Asked(Struct, frozen=True):
    """Which findings to show: those of which all of `matchers` hold (fields and globs), and that stand at `stage`."""

    matchers: Mapping[str, str] = {}
    stage: Stage | None = None


ALL = Asked()


def findings(config: Path, day: date | None, everything: bool, json: bool, asked: Asked = ALL) -> None:
    with open_hub(config) as hub, looking(hub, day) as look:
        insist_on_known(hub, look.tx, asked.matchers)
        opened, learns = drifting(hub, look), None if day else learning_of(hub, look.tx)
        judged = bool(day or opened or overviews.last(look.tx))
        lives = {} if look.day else lives_of(hub, look.tx, opened)
    shown = [each for each in opened if _fits(each, lives, asked)]
    if json:
        built = zip(shown, looks.findings_of(look, shown), strict=True)
        told = [_finding(finding, each, lives.get(finding.fingerprint)) for finding, each in built]
        document(**looks.stamp(look), findings=told, learning=msgspec.to_builtins(learns))
    else:
        console = screen.stdout()
        table = screen.findings_table(shown, detectors=hub.detectors, everything=everything, lives=lives)
        console.print(*looks.heading(look), _or_else(table, judged, len(opened) if not shown else 0), *_advice(shown))
        if learns:
            console.print(f"learning: {learns.text}", style="yellow", markup=False, soft_wrap=True)
    raise SystemExit(drift(shown))


def _fits(finding: Finding, lives: Mapping[str, Life], asked: Asked) -> bool:
    stage = lives.get(finding.fingerprint, OPEN).stage
    return matches(finding, asked.matchers) and asked.stage in (None, stage)


def _or_else(table: RenderableType, judged: bool, hidden: int) -> RenderableType:
    if not judged:
        return NOT_JUDGED
    return Text(f"None of the {hidden:,} open findings is one of those.") if hidden else table


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


def _finding(finding: Finding, built: dict[str, Any], life: Life | None) -> dict[str, Any]:
    told = {**built.pop("observation"), "summary": finding.observation.summary, **built}
    return {**told, **msgspec.to_builtins(life)} if life else told
