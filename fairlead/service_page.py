"""How the service does, on one screen of a terminal: what is well is counted, what is not is listed."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from core.phrases import counted, minute
from core.stream_state import WORDS
from fairlead.screen import PLAIN
from scheduler.service import words
from scheduler.service.state import ServiceState
from scheduler.service.words import GRAVE, Level, Line, Trouble

LISTED = 12  # troubles
COLOURS: Mapping[Level, str] = {"good": "green", "plain": "", "warn": "yellow", "bad": "red"}
STYLES = {word: COLOURS[level] or "dim" for word, level in GRAVE.items()}


def page(seen: ServiceState) -> RenderableType:
    parts: list[RenderableType] = [*map(_line, words.head(seen)), Text()]
    if seen.streams:
        parts += [_tools(seen), *_section("Not well", [*_troubles(words.troubles(seen))])]
    else:
        parts.append(Text("No stream is known yet; `fairlead serve` or `fairlead run` reads the tools"))
    told = (words.work(each, seen.as_of) for each in seen.duties if words.is_told(each))
    parts += _section("Work", list(map(_line, told)))
    parts += _section("Outbox", list(map(_line, words.outbox(seen))))
    return Group(*parts)


def _line(line: Line) -> Text:
    return Text.assemble((line.about, "bold"), (line.text, COLOURS[line.level]))


def _tools(seen: ServiceState) -> Table:
    table = Table(**PLAIN, header_style="dim")
    table.add_column("tool", no_wrap=True)
    for heading in ("streams", *reversed(WORDS), "furthest behind", "next due"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("limits left")
    for name, streams in words.of_tools(seen).items():
        counts = [sum(each.state == word for each in streams) for word in reversed(WORDS)]
        told = [Text(f"{n:,}" if n else "", STYLES[word]) for n, word in zip(counts, reversed(WORDS), strict=True)]
        due = min((each.next_due_at for each in streams if each.next_due_at), default=None)
        behind = words.lasted(max(each.lag_seconds for each in streams))
        limits = Text(words.limits(seen, name))
        table.add_row(Text(name), f"{len(streams):,}", *told, behind, words.when(due, seen.as_of), limits)
    return table


def _troubles(found: Sequence[Trouble]) -> Iterator[RenderableType]:
    for each in found[:LISTED]:
        since = f" since {minute(each.since)}" if each.since else ""
        again = f"; tried again {each.again}" if each.again else ""
        yield Text.assemble((f"{each.tool} {each.names} ", "bold"), (f"{each.state}{since}", STYLES[each.state]), again)
        if each.error:
            yield Padding(Text(each.error), (0, 0, 0, 2))
    if len(found) > LISTED:
        yield Text(f"and {counted(len(found) - LISTED, 'trouble')} more: --json shows all", "dim")


def _section(title: str, lines: Sequence[RenderableType]) -> list[RenderableType]:
    return [Text(f"\n{title}", "bold"), *(Padding(line, (0, 0, 0, 2)) for line in lines)] if lines else []
