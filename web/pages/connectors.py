"""`/connectors`: how the hub reads its tools, what is wrong with that, and what mends it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from msgspec import Struct

from core.authority import Visitor
from core.facts import RowFact
from core.stream_state import LATE, WORDS, StreamWord
from scheduler.actor import acting
from scheduler.asking_for import pull_soon, try_again
from scheduler.hub import Hub
from scheduler.rights import known_excess
from scheduler.service import words
from scheduler.service.state import ServiceState, StreamTold, service_state
from scheduler.service.verdict import verdict
from store import deliveries, quarantine
from web.door import needs
from web.pages.ops import back, nameless
from web.pages.shell import page
from web.report.svg import Frame, bars, picture, rule
from web.site import site

BARS, STREAMS, ROWS = 32, 100, 50
LEAST, TOP = 0.15, 4.0  # intervals, where a bar begins to be seen and where it ends

router = APIRouter()


class Tool(Struct, frozen=True, kw_only=True):
    """One of the tools, as its card shows it. `lags` are those of the streams that are furthest behind, in intervals."""

    name: str
    streams: int
    counts: Sequence[tuple[StreamWord, int]]
    behind: Sequence[StreamTold]
    picture: Markup
    last_success: datetime | None
    next_due: str
    limits: str
    unread: int
    heard: tuple[int, datetime] | None
    excess: tuple[str, ...]
    is_read_only: bool


@router.get("/connectors")
def connectors(request: Request, visitor: Annotated[Visitor, needs("read")]) -> HTMLResponse:
    hub = site(request).hub
    seen = service_state(hub)
    told = [each for each in seen.duties if words.is_told(each)]
    return page(
        request,
        visitor,
        "connectors.html",
        seen=seen,
        verdict=verdict(seen),
        tools=_tools(hub, seen),
        troubles=words.troubles(seen),
        work=[(words.work(each, seen.as_of), each) for each in told],
        outbox=list(words.outbox(seen)),
        head=[each for each in words.head(seen) if seen.alive or each.level != "bad"][0 if seen.alive else 1 :],
        nameless=nameless(hub),
    )


@router.get("/connectors/{name}")
def connector(
    request: Request, visitor: Annotated[Visitor, needs("read")], name: str, state: str = "", start: int = 0
) -> HTMLResponse:
    """Its streams, the worst first, a hundred at a time."""
    hub = site(request).hub
    seen = service_state(hub)
    tool = next((each for each in _tools(hub, seen) if each.name == name), None)
    if tool is None:
        raise HTTPException(404)
    streams = sorted(
        (each for each in seen.streams if each.connector == name and state in ("", each.state)),
        key=lambda each: (WORDS.index(each.state), -_lag(each)),
    )
    start = max(start, 0)
    return page(
        request,
        visitor,
        "connector.html",
        seen=seen,
        tool=tool,
        state=state,
        streams=streams[start : start + STREAMS],
        found=len(streams),
        start=start,
        step=STREAMS,
        troubles=[each for each in words.troubles(seen) if each.tool == name],
        unread=_unread(hub, name),
        nameless=nameless(hub),
    )


@router.post("/connectors/{name}/pull")
def pull_now(
    request: Request,
    visitor: Annotated[Visitor, needs("edit")],
    name: str,
    stream: Annotated[str, Form()] = "",
    container: Annotated[str, Form()] = "",
) -> Response:
    """All of the tool, or one stream."""
    hub = site(request).hub
    with acting(visitor.person):
        found = pull_soon(hub, name, stream, container)
    if not found:
        raise HTTPException(404)
    return back(f"/connectors/{quote(name)}" if stream else "/connectors")


@router.post("/duties/again")
def again(
    request: Request,
    visitor: Annotated[Visitor, needs("edit")],
    job: Annotated[str, Form()],
    key: Annotated[str, Form()] = "",
) -> Response:
    with acting(visitor.person):
        try_again(site(request).hub, job, key)
    return back("/connectors")


def _tools(hub: Hub, seen: ServiceState) -> list[Tool]:
    with hub.store.read() as tx:
        heard, unread = deliveries.heard(tx, seen.as_of), quarantine.tally(tx)
    excess, of = known_excess(hub), words.of_tools(seen)
    return [
        _tool(hub, seen, name, of.get(name, []), unread, heard.get(name), excess.get(name, ())) for name in hub.tools
    ]


def _tool(
    hub: Hub,
    seen: ServiceState,
    name: str,
    streams: Sequence[StreamTold],
    unread: dict[str, int],
    heard: tuple[int, datetime] | None,
    excess: tuple[str, ...],
) -> Tool:
    behind = sorted(streams, key=_lag, reverse=True)[:BARS]
    due = min((each.next_due_at for each in streams if each.next_due_at), default=None)
    return Tool(
        name=name,
        streams=len(streams),
        counts=[(word, n) for word in WORDS if (n := sum(each.state == word for each in streams))],
        behind=behind,
        picture=_lags(name, behind),
        last_success=max((each.last_success for each in streams if each.last_success), default=None),
        next_due=words.when(due, seen.as_of),
        limits=words.limits(seen, name),
        unread=unread.get(name, 0),
        heard=heard,
        excess=excess,
        is_read_only=hub.is_read_only(name),
    )


def _lag(stream: StreamTold) -> float:
    """In intervals."""
    return stream.lag_seconds / max(stream.every_seconds, 1.0)


def _lags(name: str, behind: Sequence[StreamTold]) -> Markup:
    """One bar a stream, as high as it is behind; what is late, which begins at the line, has another colour."""
    frame = Frame(320.0, 48.0, 0, 1, 0, TOP, margin=0)
    heights = [min(max(_lag(each), LEAST), TOP) for each in behind] + [0.0] * (BARS - len(behind))
    well, late = [h if h <= LATE else 0.0 for h in heights], [h if h > LATE else 0.0 for h in heights]
    title = f"How far the streams of {name} are behind, in intervals between their pulls"
    parts = (bars(well, TOP, frame, "lag"), bars(late, TOP, frame, "lag-late"), rule(frame, "target", y=LATE))
    return picture(frame, title, *parts)


def _unread(hub: Hub, name: str) -> list[RowFact]:
    with hub.store.read() as tx:
        return quarantine.newest(tx, name, ROWS)
