"""Every version of every goal that the hub has seen, gone ones too."""

from datetime import datetime

from sqlalchemy import Connection, text

from core.periods import Version
from core.times import millis, moment
from store.goals import DECODE


def goal_versions(tx: Connection, at: datetime) -> list[Version]:
    """Those that began by then, in order of keys and time."""
    rows = tx.execute(text(_VERSIONS), {"at": millis(at)})
    return [
        Version(DECODE(row.data), moment(row.valid_from), None if row.valid_to is None else moment(row.valid_to))
        for row in rows
    ]


_VERSIONS = "SELECT valid_from, valid_to, data FROM goal_versions WHERE valid_from <= :at ORDER BY goal, valid_from"
