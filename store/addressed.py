"""Where the hub has told people something, or tried to."""

from datetime import date, datetime

import msgspec
from sqlalchemy import Connection, text

from core.plan import Target
from core.times import millis, moment


def targets(tx: Connection) -> frozenset[Target]:
    """Of all messages that it ever meant to write, whether they stand, failed, or are gone again."""
    query = "SELECT tool, verb, place, topic FROM intents WHERE verb = 'message'"
    return frozenset(Target(*row) for row in tx.execute(text(query)))


def added(tx: Connection, since: datetime) -> dict[tuple[Target, str], date]:
    """The day (UTC) on which each message first told of each finding, of those written since that moment."""
    query = "SELECT tool, verb, place, topic, at, findings FROM writes WHERE at >= :since AND verb = 'message' ORDER BY id DESC"
    return {
        (Target(row.tool, row.verb, row.place, row.topic), finding): moment(row.at).date()
        for row in tx.execute(text(query), {"since": millis(since)})
        for finding in msgspec.json.decode(row.findings)
    }
