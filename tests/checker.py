"""One checker for every history: what must never pass between a hub and its tools, whatever a test does to them."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_plus

from sandbox.history import Exchange, Tool


def breaches(
    history: Sequence[Exchange], *, marks: Collection[str], secrets: Mapping[str, Collection[str]], live: bool
) -> list[str]:
    """What went against our promises, in words. `marks` are those of all committed intents, `secrets` what no tool may be
    told, by the tool that alone may know it (`nobody` for our own)."""
    found = [*impatient(history), *leaks(history, secrets)]
    if not live:
        return [*found, *written(history)]
    return [*found, *doubled(history), *unintended(history, marks)]


def impatient(history: Sequence[Exchange]) -> Iterator[str]:
    """Requests while the tool had asked for a pause. P8."""
    until: dict[Tool, datetime] = {}
    for exchange in ours(history):
        if exchange.at < until.get(exchange.tool, exchange.at):
            yield f"asked during a pause until {until[exchange.tool]:%H:%M:%S}: {line(exchange)}"
        if (pause := exchange.response_headers.get("retry-after")) is not None:
            until[exchange.tool] = max(_end(exchange, pause), until.get(exchange.tool, exchange.at))


def _end(exchange: Exchange, pause: str) -> datetime:
    return exchange.at + timedelta(seconds=float(pause)) if pause.isdigit() else parsedate_to_datetime(pause)


def written(history: Sequence[Exchange]) -> Iterator[str]:
    """What should not be there at all, when nothing may be written. P32."""
    yield from (f"written in dry-run: {line(each)}" for each in ours(history) if each.is_write)


def doubled(history: Sequence[Exchange]) -> Iterator[str]:
    """Things of ours that were made while they stood. P2."""
    stands: Counter[str] = Counter()
    called: dict[str, str] = {}
    most: Counter[str] = Counter()
    for exchange in history:
        if makes(exchange):
            for mark in marks_in(exchange):
                ours = called[_name(exchange)] = f"{mark} {aside(exchange)}".strip()
                stands[ours] += 1
                most[ours] = max(most[ours], stands[ours])
        elif (gone := _taken_away(exchange)) is not None:
            stands[called.get(gone, gone)] = 0
    for mark, count in most.items():
        if count > 1:
            yield f"made {count} times: {mark}"


_OF_LINK = re.compile(r"globalId=(\w+)")


def _name(exchange: Exchange) -> str:
    """How the tool calls what it has just made, or a message that it took away."""
    said = json.loads(exchange.response_body or "{}")
    return " ".join(map(str, (exchange.tool, said.get("channel"), said.get("ts") or said.get("id"))))


def _taken_away(exchange: Exchange) -> str | None:
    """How the tool calls it, or its mark."""
    if exchange.status >= 300 or (exchange.method != "DELETE" and not exchange.path.endswith("/chat.delete")):
        return None
    if exchange.tool == "slack":
        return _name(exchange)
    link = _OF_LINK.search(exchange.query)
    return link[1] if link else f"{exchange.tool} None {exchange.path.rpartition('/')[2]}"


def unintended(history: Sequence[Exchange], marks: Collection[str]) -> Iterator[str]:
    """Writes that no committed intent asked for. P3."""
    for exchange in history:
        for mark in marks_in(exchange):
            if exchange.is_write and mark not in marks:
                yield f"no intent of this mark: {mark} in {line(exchange)}"


def leaks(history: Sequence[Exchange], secrets: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Secrets in an address or a body, and tokens that went to another's tool. S2, S21."""
    for exchange in history:
        said = told(exchange)
        for owner, values in secrets.items():
            if any(value in said for value in values):
                yield f"a secret of {owner} in {line(exchange)}"
            shown = any(value in header for value in values for header in exchange.request_headers.values())
            if shown and owner != exchange.tool:
                yield f"the token of {owner} was shown to {line(exchange)}"


def ours(history: Sequence[Exchange]) -> Iterator[Exchange]:
    """What the hub itself asked, and not the test."""
    return (each for each in history if each.request_headers.get("user-agent", "").startswith("fairlead"))


def makes(exchange: Exchange) -> bool:
    """A comment, message or link of ours came into being, as far as the tool answered."""
    if exchange.method != "POST" or exchange.status >= 300:
        return False
    new = exchange.path.endswith(("/comments", "/comment", "/chat.postMessage"))
    return new or (exchange.path.endswith("/remotelink") and exchange.status == 201)


_MARKS = re.compile(r'"mark":\s*"(\w+)"|fairlead:(\w+) -->|"globalId":\s*"(\w+)"')


def marks_in(exchange: Exchange) -> set[str]:
    return {next(filter(None, found)) for found in _MARKS.findall(told(exchange))} if exchange.is_write else set()


def aside(exchange: Exchange) -> str:
    """Which reply in the thread of a message it is, empty for the message itself."""
    found = re.search(r'"aside":\s*(\d+)', told(exchange))
    return found[1] if found else ""


def told(exchange: Exchange) -> str:
    """What the tool learns besides the headers, escaped or not."""
    said = f"{exchange.path} {exchange.query} {exchange.request_body.decode()}"
    return f"{said} {unquote_plus(said)}"


def line(exchange: Exchange) -> str:
    return f"{exchange.tool} {exchange.at:%H:%M:%S} {exchange.method} {exchange.path} → {exchange.status}"
