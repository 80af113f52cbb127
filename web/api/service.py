"""How the hub itself does: who serves it, its tools and their streams, and what could not be read."""

from collections import Counter
from datetime import datetime
from typing import Annotated

from fastapi import HTTPException

from core.authority import Visitor
from core.stream_state import StreamWord
from scheduler.actor import acting
from scheduler.asking_for import pull_soon, try_again
from scheduler.hub import Hub
from scheduler.rights import known_excess
from scheduler.service.state import ServiceState, service_state
from scheduler.service.verdict import verdict
from store import deliveries, quarantine
from store.facts import unread as unread_rows
from web.api.paging import Cursor, Limit, Paged, Text, cursor_of, place_of
from web.api.plainly import plainly
from web.api.router import resources
from web.api.shapes import Given, Told, Words
from web.api.written import Name
from web.door import needs
from web.site import SiteHere

router = resources("service")


class LimitTold(Told):
    """How many requests a tool still takes of one kind (empty: all); `of` how many in all, 0 where that is not known."""

    tool: str
    kind: str
    left: int
    of: int


class ServingTold(Told):
    """Who serves, or did last; `at` is when it last said so."""

    host: str
    pid: int
    since: datetime
    at: datetime
    answers_at: str
    limits: list[LimitTold]


class StreamOut(Told):
    """A stream, pulled every so many seconds. `stale`: what rests on it is shown as old."""

    connector: str
    stream: str
    container: str
    state: StreamWord
    stale: bool
    lag_seconds: float
    every_seconds: float
    last_success: datetime | None
    next_due_at: datetime | None
    failures: int
    error: str | None
    error_since: datetime | None


class DutyTold(Told):
    """A job and what it is done to; `error` is what the last one ended with, `failures` how many did in a row. `parked` says
    why it is left alone for a while."""

    job: str
    key: str
    next_due_at: datetime | None
    began_at: datetime | None
    ended_at: datetime | None
    attempts: int
    failures: int
    error: str | None
    error_since: datetime | None
    parked: str | None


class PauseTold(Told):
    """Until when a tool is left alone, and what it said. `denied`: it refused the credential."""

    until: datetime
    why: str
    denied: bool


class ComplaintTold(Told):
    """What is wrong, and what mends it."""

    wrong: str
    mend: str


class ServiceOut(Told):
    """`complaints` begins with the gravest; it is empty where all is well. `outbox` counts writes that are not done, by tool
    and state. `configuration_problem` says why an edit is not in force; empty: none."""

    as_of: datetime
    alive: bool
    live: bool
    serving: ServingTold | None
    halted: str | None
    configuration_problem: str
    complaints: list[ComplaintTold]
    streams: list[StreamOut]
    duties: list[DutyTold]
    pauses: dict[str, PauseTold]
    outbox: dict[str, dict[str, int]]


class ConnectorOut(Told):
    """A tool. `states` counts its streams, `unread` what it showed and could not be read, `excess` names rights of its
    credential that the hub does not need. `heard` is how often it told of changes by itself in the last hour."""

    name: str
    read_only: bool
    states: dict[StreamWord, int]
    last_success: datetime | None
    next_due_at: datetime | None
    pause: PauseTold | None
    limits: list[LimitTold]
    unread: int
    heard: int
    excess: list[str]
    streams: list[StreamOut]


class Pull(Given):
    """One stream, or all of the tool where none is named."""

    stream: Words = ""
    container: Words = ""


class Due(Told):
    """What is pulled as soon as somebody who serves is free to."""

    connector: str
    stream: str
    container: str


class Job(Given):
    """One of `duties` of `/service`."""

    job: Words
    key: Words = ""


class UnreadOut(Told):
    """A row, cell or item that could not be read, and why. `lost`: nothing of it is known."""

    source: str
    place: str
    reason: str
    since: datetime
    lost: bool


@router.get("/service")
def service(here: SiteHere, _visitor: Annotated[Visitor, needs("read")]) -> ServiceOut:
    """As `fairlead status --service` tells it."""
    seen = service_state(here.hub)
    told = {each: getattr(seen, each) for each in seen.__struct_fields__}
    return plainly(here.hub, ServiceOut.model_validate({**told, "complaints": verdict(seen).complaints}))


@router.get("/connectors")
def connectors(here: SiteHere, _visitor: Annotated[Visitor, needs("read")]) -> list[ConnectorOut]:
    """Those that are enabled, with their streams."""
    return _connectors(here.hub, service_state(here.hub))


@router.get("/connectors/{name}")
def connector(name: Name, here: SiteHere, _visitor: Annotated[Visitor, needs("read")]) -> ConnectorOut:
    for each in _connectors(here.hub, service_state(here.hub)):
        if each.name == name:
            return each
    raise HTTPException(404, f"there is no enabled connector {name}")


@router.post("/connectors/{name}/sync", status_code=202)
def sync(name: Name, here: SiteHere, visitor: Annotated[Visitor, needs("edit")], given: Pull | None = None) -> Due:
    """Whoever serves pulls it now, whatever its schedule says; `/connectors/{name}` tells what came of it."""
    asked = given or Pull()
    if asked.container and not asked.stream:
        raise HTTPException(422, "name the stream of that container, or leave both out")
    with acting(visitor.person):
        if not pull_soon(here.hub, name, asked.stream, asked.container):
            raise HTTPException(404, f"there is no such stream of an enabled connector {name}")
    return Due(connector=name, stream=asked.stream, container=asked.container)


@router.post("/service/again", status_code=202)
def again(given: Job, here: SiteHere, visitor: Annotated[Visitor, needs("edit")]) -> Job:
    """What was parked, or failed, is tried again as soon as somebody who serves is free to."""
    known = {(each.job, each.key) for each in service_state(here.hub).duties}
    if (given.job, given.key) not in known:
        raise HTTPException(404, "the service has no such job")
    with acting(visitor.person):
        try_again(here.hub, given.job, given.key)
    return given


@router.get("/unread")
def unread(
    here: SiteHere, _visitor: Annotated[Visitor, needs("read")], limit: Limit = 50, cursor: Cursor = None
) -> Paged[UnreadOut]:
    """What the tools showed and could not be read, or names a goal that is none; by tool and place."""
    after = None if cursor is None else place_of(cursor, tuple[Text, Text, Text])
    with here.hub.store.read() as tx:
        rows = [each for each in unread_rows(tx) if after is None or (each.source, each.place, each.reason) > after]
    last = rows[limit - 1] if len(rows) > limit else None
    return Paged(
        items=[UnreadOut.model_validate(each) for each in rows[:limit]],
        next=cursor_of((last.source, last.place, last.reason)) if last else None,
    )


def _connectors(hub: Hub, seen: ServiceState) -> list[ConnectorOut]:
    with hub.store.read() as tx:
        heard, unread = deliveries.heard(tx, seen.as_of), quarantine.tally(tx)
    excess, now = known_excess(hub), seen.serving if seen.alive else None
    found = []
    for name in hub.tools:
        streams = [each for each in seen.streams if each.connector == name]
        told = ConnectorOut(
            name=name,
            read_only=hub.is_read_only(name),
            states=Counter(each.state for each in streams),
            last_success=max((each.last_success for each in streams if each.last_success), default=None),
            next_due_at=min((each.next_due_at for each in streams if each.next_due_at), default=None),
            pause=PauseTold.model_validate(seen.pauses[name]) if name in seen.pauses else None,
            limits=[LimitTold.model_validate(each) for each in (now.limits if now else ()) if each.tool == name],
            unread=unread.get(name, 0),
            heard=heard[name][0] if name in heard else 0,
            excess=list(excess.get(name, ())),
            streams=[StreamOut.model_validate(each) for each in streams],
        )
        found.append(plainly(hub, told))
    return found
