"""What tools told of by themselves: each counts once, and what it hints at is looked at soon."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, text

from core.times import millis, moment

KEPT = timedelta(days=30)
HEARD = timedelta(hours=1)
IN_A_MINUTE, BATCH = 10_000, 10_000
SETTLING = timedelta(seconds=2)
"""So long after a hint its streams are pulled: what comes together is read together, and a tool's search has caught up."""
CALM = timedelta(seconds=30)
"""A stream is not pulled sooner than this after its last success, however much was told of it by then or is told later."""
LISTED_AGAIN = timedelta(minutes=5)
"""What a tool shows is not listed sooner than this after the last time only because it told of an unknown place."""


def room(tx: Connection, now: datetime) -> int:
    """How many more are taken in this minute."""
    query = (
        "SELECT count(*) FROM deliveries WHERE at > :since AND at <= :now"  # not what came before a clock was set back
    )
    minute = {"since": millis(now - timedelta(minutes=1)), "now": millis(now)}
    taken: int = tx.execute(text(query), minute).scalar_one()
    return max(IN_A_MINUTE - taken, 0)


def keep(tx: Connection, connector: str, delivery: str, now: datetime) -> bool:
    """False when it was told before."""
    values = {"connector": connector, "delivery": delivery, "at": millis(now)}
    return tx.execute(text(_KEEP), values).rowcount > 0


def heard(tx: Connection, now: datetime) -> dict[str, tuple[int, datetime]]:
    """By connector how much it told of in the last `HEARD`, and when it did last in it."""
    rows = tx.execute(text(_HEARD), {"since": millis(now - HEARD)})
    return {row.connector: (row.told, moment(row.last)) for row in rows}


def forget(tx: Connection, now: datetime) -> int:
    """Those of more than 30 days ago, a batch of them; how many there were in it."""
    return tx.execute(text(_FORGET), {"until": millis(now - KEPT), "most": BATCH}).rowcount


def hint(tx: Connection, connector: str, container: str, streams: Sequence[str], now: datetime) -> None:
    """Has these streams pulled soon, all where none is named, and none whose pulls fail: that is tried again when its time
    comes. A container is named as its streams name it, or by the tool's own id of it; every one, where none is."""
    values = {
        "connector": connector,
        "container": container,
        "now": millis(now),
        "soon": millis(now + SETTLING),
        "calm": millis(now - CALM + SETTLING),
        "pause": CALM // timedelta(milliseconds=1),
    }
    here = f"AND {_HERE}" if container else ""
    if streams:
        query = text(f"{_HINT} {here} AND stream IN :streams").bindparams(bindparam("streams", expanding=True))
        tx.execute(query, {**values, "streams": list(streams)})
    else:
        tx.execute(text(f"{_HINT} {here}"), values)


def is_known(tx: Connection, connector: str, container: str) -> bool:
    """Whether anything is pulled from it."""
    values = {"connector": connector, "container": container}
    query = f"SELECT 1 FROM streams WHERE connector = :connector AND {_HERE} LIMIT 1"
    return tx.execute(text(query), values).scalar() is not None


def listed_again_at(tx: Connection, connector: str, now: datetime) -> datetime:
    """When an unknown place is worth another list of what the tool shows."""
    query = "SELECT ended_at FROM duties WHERE job = 'discover' AND key = :connector"
    ended: int | None = tx.execute(text(query), {"connector": connector}).scalar()
    return max(now, moment(ended) + LISTED_AGAIN) if ended else now


_KEEP = """
INSERT INTO deliveries (connector, delivery, at) VALUES (:connector, :delivery, :at)
ON CONFLICT (connector, delivery) DO NOTHING
"""
_HEARD = """
SELECT connector, count(*) AS told, max(at) AS last FROM deliveries WHERE at > :since GROUP BY connector ORDER BY connector
"""
_FORGET = """
DELETE FROM deliveries WHERE (connector, delivery) IN (
    SELECT connector, delivery FROM deliveries WHERE at <= :until ORDER BY at LIMIT :most
)
"""
_HERE = "(container = :container OR ref = :container)"
_AT = "CASE WHEN last_success > :calm AND last_success <= :now + :pause THEN last_success + :pause ELSE :soon END"
# one that is due stays so, and if its pull is under way it is pulled again; none is put off
_HINT = f"""
UPDATE streams SET next_due_at = CASE
    WHEN next_due_at <= :now THEN :now WHEN next_due_at <= {_AT} THEN next_due_at ELSE {_AT} END
WHERE connector = :connector AND next_due_at IS NOT NULL AND failures = 0
"""
