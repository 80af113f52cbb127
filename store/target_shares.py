"""The target shares of objectives over time, out of the versions of goals that the hub has seen."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from msgspec import Struct
from msgspec.json import Decoder
from sqlalchemy import Connection, text

from core.facts import TargetShare
from core.records import Level
from core.times import millis, moment


class _Version(Struct):
    level: Level
    target_share: float | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    closed: bool = False
    superseded_by: str | None = None


_DECODE = Decoder(_Version).decode
_VERSIONS = (
    "SELECT goal, valid_from, valid_to, data FROM goal_versions WHERE valid_from <= :as_of ORDER BY goal, valid_from"
)


def target_shares(tx: Connection, as_of: datetime) -> tuple[TargetShare, ...]:
    """What was known at `as_of`, by goal and day.

    A change holds from the day on which the hub saw it. What a goal said at first holds from its own first day, or from ever
    if it has none and was there when the hub first saw any goal. A closed or superseded objective has no target.
    """
    rows = tx.execute(text(_VERSIONS), {"as_of": millis(as_of)}).all()
    beginning = min((row.valid_from for row in rows), default=0)
    found: list[TargetShare] = []
    for _, versions in groupby(rows, key=lambda row: row.goal):
        found += _merged(_shares(versions, beginning, millis(as_of)))
    return tuple(found)


def _shares(versions: Iterable[Any], beginning: int, as_of: int) -> Iterator[TargetShare]:
    first = True
    for row in versions:
        version = _DECODE(row.data)
        known = (
            None if first and (version.effective_from or row.valid_from == beginning) else moment(row.valid_from).date()
        )
        begin = max(filter(None, (known, version.effective_from)), default=None)
        last = moment(row.valid_to).date() - timedelta(days=1) if row.valid_to and row.valid_to <= as_of else None
        end = min(filter(None, (last, version.effective_to)), default=None)
        first, empty = False, begin and end and end < begin
        over = version.closed or version.superseded_by is not None
        if version.level == "objective" and version.target_share is not None and not over and not empty:
            yield TargetShare(row.goal, version.target_share, begin, end)


def _merged(shares: Iterable[TargetShare]) -> list[TargetShare]:
    """Without the seams at which something else than the share changed."""
    merged: list[TargetShare] = []
    for share in shares:
        last = merged[-1] if merged else None
        if last and last.share == share.share and last.end and share.begin == last.end + timedelta(days=1):
            merged[-1] = TargetShare(share.goal, share.share, last.begin, share.end)
        else:
            merged.append(share)
    return merged
