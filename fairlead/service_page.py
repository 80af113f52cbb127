"""How the service does, on one screen of a terminal: what is well is counted, what is not is listed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from core.phrases import counted, minute
from core.stream_state import WORDS
from fairlead.screen import PLAIN
from scheduler.service.state import ServiceState, StreamTold
from store.duties import Duty

NAMED, LISTED = 3, 12  # streams named of those with the same trouble, and troubles
STYLES = {"failing": "red", "late": "yellow", "in doubt": "yellow", "new": "dim", "well": "green"}
STATES = {"planned": "to be written", "sent": "in the air", "failed": "tried again later", "dead": "given up"}


def page(seen: ServiceState) -> RenderableType:
    parts: list[RenderableType] = [*_head(seen), Text()]
    if seen.streams:
        parts += [_tools(seen), *_section("Not well", [*_troubles(seen)])]
    else:
        parts.append(Text("No stream is known yet; `fairlead serve` or `fairlead run` reads the tools"))
    parts += _section("Work", [_duty(each, seen.as_of) for each in seen.duties if _is_told(each)])
    parts += _section("Outbox", [*_outbox(seen)])
    return Group(*parts)


def _head(seen: ServiceState) -> Iterator[Text]:
    who = seen.serving
    if who is None:
        yield Text("Nobody serves this hub: `fairlead serve` does, or `fairlead run` now and again", "yellow")
    elif not seen.alive:
        yield Text(f"Nobody serves this hub since {minute(who.at)} (it was {who.host}, process {who.pid})", "red")
    else:
        where = f", answering at {who.answers_at}" if who.answers_at else ""
        yield Text(f"Served by {who.host}, process {who.pid}, since {minute(who.since)}{where}", "green")
    if not seen.live:
        yield Text('In dry-run: nothing is written (mode = "live" lets it)', "yellow")
    if seen.halted:
        yield Text(seen.halted, "red")
    if seen.configuration_problem:
        yield Text(f"An edit is not in force, mend it: {seen.configuration_problem}", "red")


def _tools(seen: ServiceState) -> Table:
    table = Table(**PLAIN, header_style="dim")
    table.add_column("tool", no_wrap=True)
    for heading in ("streams", *reversed(WORDS), "furthest behind", "next due"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("limits left")
    of: dict[str, list[StreamTold]] = defaultdict(list)
    for stream in seen.streams:
        of[stream.connector].append(stream)
    for name, streams in of.items():
        counts = [sum(each.state == word for each in streams) for word in reversed(WORDS)]
        told = [Text(f"{n:,}" if n else "", STYLES[word]) for n, word in zip(counts, reversed(WORDS), strict=True)]
        due = min((each.next_due_at for each in streams if each.next_due_at), default=None)
        behind = lasted(max(each.lag_seconds for each in streams))
        table.add_row(Text(name), f"{len(streams):,}", *told, behind, _when(due, seen.as_of), Text(_limits(seen, name)))
    return table


def _limits(seen: ServiceState, tool: str) -> str:
    pause = seen.pauses.get(tool)
    waits = [f"left alone for {lasted((pause.until - seen.as_of).total_seconds())}"] if pause else []
    told = [
        f"{each.left:,}{f' of {each.of:,}' if each.of else ''}{f' {each.kind}' if each.kind else ''}"
        for each in (seen.serving.limits if seen.serving and seen.alive else ())
        if each.tool == tool
    ]
    return ", ".join([*waits, *told])


def _troubles(seen: ServiceState) -> Iterator[RenderableType]:
    """Those of a tool that say the same are one."""
    alike: dict[tuple[str, str, str], list[StreamTold]] = defaultdict(list)
    for stream in seen.streams:
        if stream.state in ("failing", "late", "in doubt"):
            alike[stream.connector, stream.state, stream.error or ""].append(stream)
    for (tool, state, error), streams in list(alike.items())[:LISTED]:
        names = ", ".join(f"{each.stream} {each.container}" for each in streams[:NAMED])
        more = f" and {len(streams) - NAMED:,} more" if len(streams) > NAMED else ""
        since = min((each.error_since for each in streams if each.error_since), default=None)
        when = f" since {minute(since)}" if since else ""
        due = min((each.next_due_at for each in streams if each.next_due_at), default=None)
        again = f"; tried again {_when(due, seen.as_of)}" if state == "failing" else ""
        yield Text.assemble((f"{tool} {names}{more} ", "bold"), (f"{state}{when}", STYLES[state]), again)
        if error:
            yield Padding(Text(error), (0, 0, 0, 2))
    if len(alike) > LISTED:
        yield Text(f"and {counted(len(alike) - LISTED, 'trouble')} more: --json shows all", "dim")


def _is_told(duty: Duty) -> bool:
    """Pulls that went well stand above."""
    return duty.job not in ("pull", "discover") or bool(duty.parked or duty.error or duty.attempts)


def _duty(duty: Duty, now: datetime) -> Text:
    told = Text.assemble((f"{duty.job} {duty.key}".rstrip(), "bold"))
    if duty.parked:
        return told.append(f": parked: {duty.parked}", "red")
    if duty.attempts and duty.began_at:
        return told.append(f": running for {lasted((now - duty.began_at).total_seconds())}")
    if duty.began_at and duty.ended_at:
        took = lasted((duty.ended_at - duty.began_at).total_seconds())
        told.append(f": done {minute(duty.ended_at)} in {took}")
    told.append(f"; due {_when(duty.next_due_at, now)}" if duty.next_due_at else "")
    return told.append(f"; {duty.error}", "yellow") if duty.error else told


def _outbox(seen: ServiceState) -> Iterator[Text]:
    for tool, states in seen.outbox.items():
        counts = ", ".join(f"{n:,} {STATES.get(state, state)}" for state, n in states.items())
        yield Text(f"{tool}: {counts}", "yellow" if "dead" in states else "")


def _section(title: str, lines: Sequence[RenderableType]) -> list[RenderableType]:
    return [Text(f"\n{title}", "bold"), *(Padding(line, (0, 0, 0, 2)) for line in lines)] if lines else []


def _when(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "not by itself"
    return f"in {lasted((at - now).total_seconds())}" if at > now else "now"


def lasted(seconds: float) -> str:
    """`45 s`, `12 min`, `5 h`, `3 days`: whole, rounded down."""
    whole = timedelta(seconds=max(seconds, 0))
    if whole.days >= 2:
        return f"{whole.days} days"
    hours, rest = divmod(int(whole.total_seconds()), 3600)
    return (
        f"{hours} h"
        if hours >= 2
        else f"{hours * 60 + rest // 60} min"
        if whole.total_seconds() >= 120
        else f"{rest} s"
    )
