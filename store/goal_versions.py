"""Every version of every goal that the hub has seen, gone ones too."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, text

from core.periods import Version
from core.times import millis, moment
from store.goals import DECODE


def goal_versions(tx: Connection, at: datetime) -> list[Version]:
    """Those that began by then, in order of keys and time."""
    return [_version(row) for row in tx.execute(text(_VERSIONS), {"at": millis(at)})]


def of_goal(tx: Connection, key: str, at: datetime) -> list[Version]:
    """Those of one goal that began by then, the oldest first; what ended later has not ended."""
    found = (_version(row) for row in tx.execute(text(_OF_GOAL), {"key": key, "at": millis(at)}))
    return [replace(each, until=None) if each.until and each.until > at else each for each in found]


def _version(row: Any) -> Version:
    return Version(DECODE(row.data), moment(row.valid_from), None if row.valid_to is None else moment(row.valid_to))


_OF_GOAL = """
SELECT valid_from, valid_to, data FROM goal_versions WHERE goal = :key AND valid_from <= :at ORDER BY valid_from
"""
_VERSIONS = "SELECT valid_from, valid_to, data FROM goal_versions WHERE valid_from <= :at ORDER BY goal, valid_from"
