"""How the service does, in sentences: the same for the command and for the page. Each line says how grave it is."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from core.phrases import minute
from core.stream_state import StreamWord
from scheduler.service.state import ServiceState, StreamTold
from store.duties import Duty

Level = Literal["good", "plain", "warn", "bad"]
NAMED = 3  # streams named of those with the same trouble
STATES: Mapping[str, str] = {
    "planned": "to be written",
    "sent": "in the air",
    "failed": "tried again later",
    "dead": "given up",
    "undone": "put aside",
}
GRAVE: Mapping[StreamWord, Level] = {
    "failing": "bad",
    "late": "warn",
    "in doubt": "warn",
    "new": "plain",
    "well": "good",
}


class Line(Struct, frozen=True):
    """`about` is what the text begins with, where it is about one thing."""

    text: str
    level: Level = "plain"
    about: str = ""


class Trouble(Struct, frozen=True, kw_only=True):
    """Streams of a tool that say the same. `again` is when they are tried again, empty where they are not failing."""

    tool: str
    names: str
    state: StreamWord
    streams: int
    since: datetime | None
    again: str
    error: str


def head(seen: ServiceState) -> Iterator[Line]:
    """Who serves, and what stands in the way."""
    who = seen.serving
    if who is None:
        yield Line("Nobody serves this hub: `fairlead serve` does, or `fairlead run` now and again", "warn")
    elif not seen.alive:
        yield Line(f"Nobody serves this hub since {minute(who.at)} (it was {who.host}, process {who.pid})", "bad")
    else:
        where = f", answering at {who.answers_at}" if who.answers_at else ""
        yield Line(f"Served by {who.host}, process {who.pid}, since {minute(who.since)}{where}", "good")
    if not seen.live:
        yield Line('In dry-run: nothing is written (mode = "live" lets it)', "warn")
    if seen.halted:
        yield Line(seen.halted, "bad")
    if seen.configuration_problem:
        yield Line(f"An edit is not in force, mend it: {seen.configuration_problem}", "bad")


def of_tools(seen: ServiceState) -> dict[str, list[StreamTold]]:
    """The streams of each tool."""
    of: dict[str, list[StreamTold]] = defaultdict(list)
    for stream in seen.streams:
        of[stream.connector].append(stream)
    return of


def limits(seen: ServiceState, tool: str) -> str:
    """What it still takes, and how long it is left alone."""
    pause = seen.pauses.get(tool)
    waits = [f"left alone for {lasted((pause.until - seen.as_of).total_seconds())}"] if pause else []
    told = [
        f"{each.left:,}{f' of {each.of:,}' if each.of else ''}{f' {each.kind}' if each.kind else ''}"
        for each in (seen.serving.limits if seen.serving and seen.alive else ())
        if each.tool == tool
    ]
    return ", ".join([*waits, *told])


def troubles(seen: ServiceState) -> list[Trouble]:
    """What is not well; those of a tool that say the same are one."""
    alike: dict[tuple[str, StreamWord, str], list[StreamTold]] = defaultdict(list)
    for stream in seen.streams:
        if stream.state in ("failing", "late", "in doubt"):
            alike[stream.connector, stream.state, stream.error or ""].append(stream)
    return [_trouble(*said, streams, seen.as_of) for said, streams in alike.items()]


def _trouble(tool: str, state: StreamWord, error: str, streams: list[StreamTold], now: datetime) -> Trouble:
    names = ", ".join(f"{each.stream} {each.container}".rstrip() for each in streams[:NAMED])
    more = f" and {len(streams) - NAMED:,} more" if len(streams) > NAMED else ""
    due = min((each.next_due_at for each in streams if each.next_due_at), default=None)
    return Trouble(
        tool=tool,
        names=names + more,
        state=state,
        streams=len(streams),
        since=min((each.error_since for each in streams if each.error_since), default=None),
        again=when(due, now) if state == "failing" else "",
        error=error,
    )


def is_told(duty: Duty) -> bool:
    """Pulls that went well stand with their streams."""
    return duty.job not in ("pull", "discover") or bool(duty.parked or duty.error or duty.attempts)


def work(duty: Duty, now: datetime) -> Line:
    """What came of it last, and when it is due."""
    about = f"{duty.job} {duty.key}".rstrip()
    if duty.parked:
        return Line(f": parked: {duty.parked}", "bad", about)
    if duty.attempts and duty.began_at:
        return Line(f": running for {lasted((now - duty.began_at).total_seconds())}", "plain", about)
    done = ""
    if duty.began_at and duty.ended_at:
        took = lasted((duty.ended_at - duty.began_at).total_seconds())
        done = f": done {minute(duty.ended_at)} in {took}"
    due = f"; due {when(duty.next_due_at, now)}" if duty.next_due_at else ""
    return Line(f"{done}{due}{f'; {duty.error}' if duty.error else ''}", "warn" if duty.error else "plain", about)


def outbox(seen: ServiceState) -> Iterator[Line]:
    for tool, states in seen.outbox.items():
        counts = ", ".join(f"{n:,} {STATES.get(state, state)}" for state, n in states.items())
        yield Line(f": {counts}", "warn" if "dead" in states else "plain", tool)


def when(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "not by itself"
    return f"in {lasted((at - now).total_seconds())}" if at > now else "now"


def lasted(seconds: float) -> str:
    """`45 s`, `12 min`, `5 h`, `3 days`: whole, rounded down."""
    whole = timedelta(seconds=max(seconds, 0))
    if whole.days >= 2:
        return f"{whole.days} days"
    hours, rest = divmod(int(whole.total_seconds()), 3600)
    if hours >= 2:
        return f"{hours} h"
    return f"{hours * 60 + rest // 60} min" if whole.total_seconds() >= 120 else f"{rest} s"
