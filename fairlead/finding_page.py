"""One finding on the screen: what, since when, why, who, what can be done, and what became of it."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from core.became import became
from core.detectors import Detectors, unlinked_work
from core.phrases import minute
from core.telling import SIGNS, name_of, sentence
from fairlead import screen
from scheduler.handling import deeds
from scheduler.inspecting import Inspected

UNLINKED = unlinked_work.DETECTOR.id
NAMED = 8  # characters of a fingerprint in a command that is shown


def page(told: Inspected, detectors: Detectors) -> RenderableType:
    seen = told.finding.observation
    head = Text.assemble((f"{SIGNS[seen.severity]} ", screen.COLOURS[seen.severity]), (sentence(seen), "bold"))
    parts: list[RenderableType] = [head, _table(_rows(told, detectors))]
    if seen.evidence:
        parts += [Text("\nWhy", "bold"), _table((key, _plain(value)) for key, value in seen.evidence.items())]
    parts += [Text("\nWhat can be done", "bold"), *(Text(f"  → {line}") for line in _ways(told, detectors))]
    return Group(*parts, Text("\nWhat became of it", "bold"), _table(_events(told)))


def _table(rows: Iterable[tuple[str, str]]) -> Table:
    table = Table(**screen.PLAIN, show_header=False)
    for name, words in rows:
        table.add_row(Text(f"  {name}", "dim"), Text(words))
    return table


def _rows(told: Inspected, detectors: Detectors) -> Iterator[tuple[str, str]]:
    seen = told.finding.observation
    yield "finding", f"{told.finding.fingerprint}, {seen.detector} {name_of(seen.detector, detectors)}"
    yield "severity", seen.severity
    yield "state", told.life.remark or told.life.brief or told.life.stage
    yield "since", f"{seen.since:%Y-%m-%d}"
    if told.life.stale:
        yield "stale", f"what it rests on was not read since {minute(told.life.stale)}; until it is, it stays as it was"
    if told.parent:
        yield "silenced by", sentence(told.parent.observation)
    for name, words in (
        ("owner", seen.owner),
        ("team", seen.team),
        ("goal", f"{seen.goal} {told.goal}" if seen.goal else ""),
        ("where", seen.url),
    ):
        if words:
            yield name, words


def _plain(value: Any) -> str:
    """Facts as people write them; what is nested stands in one line too."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(each)}" for key, each in value.items())
    return "; ".join(map(_plain, value)) if isinstance(value, list | tuple) else str(value)


def _ways(told: Inspected, detectors: Detectors) -> Iterator[str]:
    """What mends it, then what can be decided about it."""
    finding, seen = told.finding, told.finding.observation
    if seen.detector in detectors:
        yield detectors[seen.detector].advice
    if seen.subject.kind == "item":
        if seen.detector == UNLINKED:
            yield f"fairlead suggest {seen.subject.key}, then fairlead link {seen.subject.key} GOAL"
        yield f"fairlead rules explain {seen.subject.key}"
    name = finding.fingerprint[:NAMED]
    if told.life.decision:
        yield f"fairlead finding reopen {name}"
    elif not finding.resolved_at:
        yield f"fairlead finding acknowledge {name}"
        yield f"fairlead finding snooze {name} --until DAY"
        yield f"fairlead finding exempt {name} --reason WHY, or dispute it"


def _events(told: Inspected) -> Iterator[tuple[str, str]]:
    for event in became(told.finding, deeds(told.entries)):
        yield f"{event.at:%Y-%m-%d %H:%M}", event.says
