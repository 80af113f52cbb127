"""How things look in a terminal: findings, plans, and what a sync brought."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from core.columns import COLUMNS, HEADINGS
from core.detectors import BY_ID, Detectors
from core.facts import RowFact
from core.findings import Finding, Observation, Severity
from core.phrases import counted
from core.plan import Plan
from core.telling import SIGNS, name_of, sentence, worst
from fairlead.lives import Lives
from fairlead.oneline import one_line
from fairlead.terminal import Terminal
from scheduler.lives import Life
from scheduler.told import Pulled

COLOURS: Mapping[Severity, str] = {"critical": "red", "warning": "yellow", "info": "blue"}
PAST: Mapping[str, str] = {"add": "added", "change": "changed", "remove": "removed"}
BROUGHT: Mapping[str, tuple[str, ...]] = {
    "new": ("new",),
    "changed": ("changed",),
    "unchanged": ("unchanged",),
    "activity": ("activities",),
    "goals": ("goals",),
    "stated": ("facets", "statements"),
    "not read": ("rejected",),
}
NAMED = 4  # streams of one kind that failed; of more only their number is shown
PIPE_WIDTH = 200  # where no terminal says how wide it is
LEGEND = "● critical  ▲ warning  · info"
PLAIN: Mapping[str, Any] = {"box": None, "pad_edge": False}
"""What drifts at a goal, by its name."""


def stdout() -> Console:
    """In a pipe or a file lines are long enough to be found whole."""
    console = Terminal(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPE_WIDTH
    return console


def print_difference(path: Path, before: str, after: str) -> None:
    """What an edit changes in a file, line by line."""
    console = stdout()
    for line in unified_diff(before.splitlines(), after.splitlines(), str(path), str(path), lineterm="", n=1):
        console.print(line, markup=False, soft_wrap=True)


def stderr() -> Console:
    return Terminal(stderr=True, highlight=False)


def pulled(rows: Sequence[Pulled]) -> RenderableType:
    """What came of each kind of stream, in columns that have something to say; the streams that failed; then what went
    wrong, once for all that say the same."""
    kinds: dict[tuple[str, str], list[Pulled]] = defaultdict(list)
    for row in rows:
        kinds[row.connector, row.stream.name].append(row)
    columns = [column for column in BROUGHT if any(_brought(rows, column))]
    table = Table(**PLAIN)
    for heading in ("tool", "what"):
        table.add_column(heading, no_wrap=True)
    for heading in ("streams", *columns):
        table.add_column(heading, justify="right")
    for (connector, name), alike in kinds.items():
        if read := [row for row in alike if not row.error]:
            sums = (sum(_brought(read, column)) for column in columns)
            table.add_row(connector, name, str(len(read)), *(f"{number:,}" if number else "·" for number in sums))
        for label in _failed(alike):
            table.add_row(connector, Text(label), "failed", style="red")
    said = [Text(f"✗ {error}", style="red") for error in _errors(rows)]
    return Group(table, *([] if columns or said else [Text("Nothing new.", style="dim")]), *said)


def _brought(rows: Iterable[Pulled], column: str) -> list[int]:
    return [sum(getattr(row.counts, name) for name in BROUGHT[column]) for row in rows]


def _failed(alike: Sequence[Pulled]) -> Iterator[str]:
    """By name as long as they are few: what they have in common is told below the table."""
    failed = [f"{row.stream.name} {row.stream.container}".strip() for row in alike if row.error]
    yield from failed if len(failed) <= NAMED else [f"{alike[0].stream.name} ({len(failed)} of {len(alike)})"]


def _errors(rows: Iterable[Pulled]) -> Iterator[str]:
    """Of those that a tool answered alike, to whatever it was asked, the first."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row.error:
            same = alike[row.connector, row.error.rpartition(" answered ")[2]]
            same += [] if row.error in same else [row.error]
    for first, *others in alike.values():
        yield f"{first} (and {len(others)} more like this)" if others else first


def findings_table(
    findings: Iterable[Finding],
    each: int | None = None,
    detectors: Detectors = BY_ID,
    *,
    everything: bool = False,
    lives: Mapping[str, Life] | None = None,
) -> RenderableType:
    """By detector, the worst first; of each detector at most `each`. Below a finding stand those that it silences: each of them
    with `everything`, else how many. With `lives` (by fingerprint) each has its stage, and the characters that name it."""
    ordered = sorted(findings, key=lambda f: (worst(f), f.observation.detector, f.observation.subject))
    shown, silent = {finding.fingerprint for finding in ordered}, defaultdict[str, list[Finding]](list)
    kinds: dict[str, list[Finding]] = defaultdict(list)
    for finding in ordered:
        folded = finding.parent if finding.parent in shown else None
        (silent[folded] if folded else kinds[finding.observation.detector]).append(finding)
    if not kinds:
        return Text("Nothing drifts.", style="green")
    more = Lives(lives)
    table = Table("", "what", "who", "since", *more.headings, **PLAIN)
    for detector, alike in kinds.items():
        table.add_row("", Text(f"{detector} {name_of(detector, detectors)}", "bold"))
        for finding in alike[:each]:
            table.add_row(*_finding(finding.observation), *more.cells(finding))
            for row in _folded(silent.get(finding.fingerprint, ()), more, everything=everything):
                table.add_row(*row)
        if each is not None and len(alike) > each:
            table.add_row("", Text(f"… and {len(alike) - each} more", "dim"))
    return table


def _folded(silent: Sequence[Finding], more: Lives, *, everything: bool) -> Iterator[tuple[RenderableType, ...]]:
    if everything:
        for finding in silent:
            sign, what, who, since = _finding(finding.observation)
            told = Text.assemble("  ", sign, f" {finding.observation.detector} ", what)
            yield Text(""), told, who, since, *more.cells(finding)
    elif silent:
        counts = ", ".join(f"{n} × {detector}" for detector, n in by_detector(silent).items())
        yield Text(""), Text(f"  and silences {counts} (`fairlead findings --all`)", "dim")


def _finding(seen: Observation) -> tuple[Text, ...]:
    colour = COLOURS[seen.severity]
    return (
        Text(SIGNS[seen.severity], style=colour),
        Text(sentence(seen), style=colour if seen.severity == "critical" else ""),
        Text(seen.owner or (f"team {seen.team}" if seen.team else "–")),
        Text(f"{seen.since:%Y-%m-%d}"),
    )


def unread_table(rows: Sequence[RowFact]) -> RenderableType:
    """Place by place, as the tools have them, with what came of each."""
    if not rows:
        return Text("Everything that the tools show could be read.", style="green")
    table = Table("", "where", "why", "since", **PLAIN)
    for row in rows:
        sign = Text(SIGNS["warning"], COLOURS["warning"]) if row.lost else Text(SIGNS["info"], COLOURS["info"])
        where = row.place if row.place.startswith(row.source) else f"{row.source} {row.place}"
        table.add_row(sign, Text(where, overflow="fold"), Text(row.reason), f"{row.since:%Y-%m-%d}")
    return Group(table, Text(f"{SIGNS['warning']} left out  {SIGNS['info']} read without this value", "dim"))


def plan_table(plan: Plan) -> RenderableType:
    """One line a write, cut where the terminal ends; figures beside goals are one line a tool, and pages come last."""
    if not plan.operations:
        return Text("Nothing to write: the tools say what they should.", style="green")
    table = Table("", "tool", "what", "where", "text", **PLAIN)
    signs = {"add": Text("+", "green"), "change": Text("~", "yellow"), "remove": Text("-", "red")}
    for operation in plan.notable:
        target = operation.target
        text = one_line(target.verb, operation.body if operation.step != "remove" else operation.before)
        table.add_row(signs[operation.step], target.tool, target.verb, Text(target.place), text)
    for tool, topics in _figures(plan).items():
        goals = counted(max(topics.values()), "goal")
        told = ", ".join(HEADINGS[column] for column in COLUMNS if column in topics)
        table.add_row(
            signs["change"], tool, "cells", goals, Text(f"figures: {told}", no_wrap=True, overflow="ellipsis")
        )
    for page in (each for each in plan.quiet if each.target.verb == "page"):
        table.add_row(signs[page.step], page.target.tool, "page", Text(page.target.place), Text("the dashboard"))
    return table


def _figures(plan: Plan) -> dict[str, Counter[str]]:
    """How many cells of each column differ, by tool."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for target in (operation.target for operation in plan.quiet if operation.target.verb == "cells"):
        found[target.tool][target.topic] += 1
    return found


def written(done: Mapping[tuple[str, str, str], int]) -> RenderableType:
    """One line a tool: what was done how often there."""
    table = Table(**PLAIN, show_header=False)
    tools: dict[str, list[str]] = defaultdict(list)
    for (tool, verb, step), count in sorted(done.items()):
        tools[tool].append(f"{count} × {verb} {PAST.get(step, step)}")
    for tool, told in tools.items():
        table.add_row(f"  {tool}", ", ".join(told))
    return table


def by_detector(findings: Iterable[Finding]) -> dict[str, int]:
    return dict(sorted(Counter(finding.observation.detector for finding in findings).items()))
