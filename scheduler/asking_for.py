"""What somebody wants done sooner than its schedule says: noted, for whoever serves."""

from scheduler.actor import actor
from scheduler.hub import Hub
from scheduler.service.due import run_now, run_stream_now
from store import audit, duties


def pull_soon(hub: Hub, connector: str, stream: str = "", container: str = "") -> bool:
    """All of an enabled connector, or one stream of it. False where there is none of that name."""
    if connector not in hub.tools:
        return False
    with hub.store.write() as tx:
        if stream:
            if not run_stream_now(hub, tx, connector, stream, container):
                return False
        else:
            run_now(hub, tx, connector)
        what = " ".join(filter(None, (connector, stream, container)))
        audit.record(tx, hub.clock(), actor(), "asked for", f"pull {what}")
    return True


def try_again(hub: Hub, job: str, key: str) -> None:
    """A duty that was parked, or that failed. What the hub does not have to do stays so."""
    with hub.store.write() as tx:
        duties.hasten(tx, job, key, hub.clock())
        audit.record(tx, hub.clock(), actor(), "asked for", f"{job} {key}".rstrip())
