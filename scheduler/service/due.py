"""What is to be done now, from the tables that know."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from scheduler.hub import Hub
from store import duties, pauses, roster

Job = tuple[str, str]
"""Its name, and what it is done to."""
ALONE = ("judge", "apply", "tidy")
"""Jobs of the whole hub."""
OF_TOOLS = ("discover", "pull")
"""Jobs whose key begins with a connector."""
RESTS = 3
"""Pulls ask for a judgement all the time. It rests so many times as long as it took, which leaves the rest to pulling."""


def assume_duties(hub: Hub, tx: Connection) -> None:
    """What this hub has to do at all, by its configuration."""
    now = hub.clock()
    duties.assume(tx, "discover", hub.tools, now)
    for job in ALONE:
        duties.assume(tx, job, [""] if job != "apply" or hub.live else [], now)


def due_jobs(hub: Hub, tx: Connection, now: datetime, *, by_container: bool) -> Sequence[Job]:
    """Each once, what waits longest first: streams before what is made of them. Tools that said "not now" are left alone."""
    asked = set(hub.config.connectors) - pauses.current(tx, now).keys()
    places = [place for place in roster.due_places(tx, now) if place[0] in asked]
    pulled = [("pull", f"{name} {container}" if by_container else name) for name, container in places]
    others = [(job, key) for job, key in duties.due(tx, now) if job not in OF_TOOLS or key.partition(" ")[0] in asked]
    resting = duties.resting(tx, now) | duties.worn(tx, "judge", RESTS, now)
    return [job for job in dict.fromkeys([*pulled, *others]) if job not in resting]


def run_stream_now(hub: Hub, tx: Connection, connector: str, stream: str, container: str) -> int:
    """Pulls this one as soon as somebody is free to, unless the tool said to wait. How many there are of that name."""
    now = hub.clock()
    if (pause := pauses.current(tx, now).get(connector)) and pause.denied:
        pauses.end(tx, connector)
    found = roster.hasten(tx, connector, now, container, [stream])
    for job, key in duties.resting(tx, now) if found else ():
        if job == "pull" and key in (connector, f"{connector} {container}"):
            duties.hasten(tx, job, key, now)
    return found


def run_now(hub: Hub, tx: Connection, connector: str) -> None:
    """Lists and pulls all of a connector as soon as somebody is free to, whatever its schedule says."""
    now = hub.clock()
    pauses.end(tx, connector)
    duties.hasten(tx, "discover", connector, now)
    roster.hasten(tx, connector, now)
    for job, key in duties.resting(tx, now):
        if job == "pull" and key.partition(" ")[0] == connector:
            duties.hasten(tx, job, key, now)
