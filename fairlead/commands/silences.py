"""`silence …`: findings of which nothing new is told for a while."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from core.handling import Silence
from core.phrases import counted
from core.stages import last_day
from fairlead import screen
from fairlead.commands.decide import Terms, day
from fairlead.output import document, fail
from scheduler.actor import actor
from scheduler.hub import open_hub
from scheduler.matching import read_matchers
from scheduler.silencing import Silenced, end_silence, known_silences, silence

__all__ = ["Terms", "add", "end", "list_"]


def add(config: Path, matchers: Sequence[str], until: str, terms: Terms) -> None:
    last = day("--until", until) or fail("fairlead: --until: write a day such as 2026-01-31")
    with open_hub(config) as hub:
        given = read_matchers(matchers)
        made = silence(hub, given, last, actor=actor(), reason=terms.reason, dry_run=terms.dry_run)
    if terms.json:
        document(silence=_plain(made), dry_run=terms.dry_run)
        return
    verb = "would quiet" if terms.dry_run else "quiets"
    name = "" if terms.dry_run else f" ({made.silence.id})"
    told = f"Silence{name} of {_matchers(made.silence)} until {last}: it {verb} {_count(made)}."
    screen.stdout().print(told, markup=False, soft_wrap=True)


def list_(config: Path, everything: bool, json: bool) -> None:
    with open_hub(config) as hub:
        known, now = known_silences(hub, everything=everything), hub.clock()
    if json:
        document(silences=[_plain(each) for each in known])
    else:
        in_force = {each.silence.id for each in known if now < each.silence.until}
        screen.stdout().print(_table(known, in_force))


def end(config: Path, named: str, json: bool) -> None:
    with open_hub(config) as hub:
        ended = end_silence(hub, named, actor=actor())
    if json:
        document(silence=_plain(ended))
    else:
        told = f"The silence of {_matchers(ended.silence)} has ended: {_count(ended)} may be told again."
        screen.stdout().print(told, markup=False, soft_wrap=True)


def _table(known: Sequence[Silenced], in_force: set[str]) -> RenderableType:
    if not known:
        return Text("Nothing is silenced.", style="green")
    table = Table("id", "what", "until", "quiets", "by", "why", **screen.PLAIN)
    for each in known:
        made = each.silence
        until = f"{last_day(made.until)}" if made.id in in_force else f"ended {made.until:%Y-%m-%d}"
        quiets = _count(each) if made.id in in_force else ""
        table.add_row(made.id, Text(_matchers(made)), until, quiets, Text(made.actor), Text(made.reason))
    return table


def _matchers(silence: Silence) -> str:
    return " ".join(f"{field}={glob}" for field, glob in silence.matchers.items())


def _count(silenced: Silenced) -> str:
    return counted(len(silenced.quiets), "open finding")


def _plain(silenced: Silenced) -> dict[str, Any]:
    return {**msgspec.to_builtins(silenced.silence), "quiets": [each.fingerprint for each in silenced.quiets]}
