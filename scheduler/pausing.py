"""What one process hears from a tool about its limits and the credential holds for all processes of the hub."""

from datetime import timedelta

from core.backing_off import LONGEST
from core.contract import ConnectorError, Unauthorized, Unavailable
from scheduler.hub import Hub
from store import pauses
from store.pauses import Pause


def limit_of(hub: Hub, name: str) -> Unavailable | None:
    """What a tool said that is not to be asked yet, `after` counted from now. A refused credential is no limit: whoever asks by
    hand may have mended it."""
    now = hub.clock()
    with hub.store.read() as tx:
        pause = pauses.current(tx, now).get(name)
    if pause is None or pause.denied:
        return None
    return Unavailable(pause.why, after=(pause.until - now).total_seconds())


def leave_alone(hub: Hub, name: str, error: ConnectorError) -> None:
    """As long as the tool asked for; a refused credential is rarely tried, because tools lock accounts that are. Other errors
    are no reason."""
    denied = isinstance(error, Unauthorized) and error.everywhere
    named = error.after if isinstance(error, Unavailable) else None
    if not denied and named is None:
        return
    until = hub.clock() + (LONGEST if named is None else timedelta(seconds=named))
    with hub.store.write() as tx:
        pauses.begin(tx, name, Pause(until, str(error), denied))


def answers_again(hub: Hub, name: str) -> None:
    """A pull came to its end: what was said before is over."""
    with hub.store.read() as tx:
        known = name in pauses.current(tx, hub.clock())
    if known:
        with hub.store.write() as tx:
            pauses.end(tx, name)
