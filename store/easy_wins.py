"""How many of the items that a team finished each week were easy: small, and linked to no goal."""

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct
from sqlalchemy import Connection

from core.facts import DoneWeek
from core.journey import Window
from core.sizes import Size, cycle_days, small
from core.tally import WEEK
from store.bulk import among
from store.item_data import number


class Ended(Struct, frozen=True, gc=False):
    """An item by number, and when it was begun (None: never) and finished, UTC milliseconds."""

    id: int
    started: int | None
    finished: int


class _Told(Struct, frozen=True, gc=False):
    """What its row says of an item."""

    points: float | None
    estimate: float | None
    linked: bool


def easy_weeks(tx: Connection, ended: Mapping[str, Sequence[Ended]], window: Window) -> dict[str, tuple[DoneWeek, ...]]:
    """Of each team, by whole weeks counted back from the end of the window, the oldest first. Links are those of now; what is
    exempt counts as linked."""
    query = _TOLD.format(**{field: number(tx.dialect.name, field) for field in ("points", "estimate")})
    rows = among(tx, query, [each.id for all_ in ended.values() for each in all_])
    told = {row.id: _Told(row.points, row.estimate, bool(row.linked)) for row in rows}
    return {team: _weeks([each for each in all_ if each.id in told], told, window) for team, all_ in ended.items()}


def _weeks(ended: Sequence[Ended], told: Mapping[int, _Told], window: Window) -> tuple[DoneWeek, ...]:
    sizes = [
        Size(told[each.id].points, told[each.id].estimate, cycle_days(each.started, each.finished)) for each in ended
    ]
    week = [(window.end - each.finished) // WEEK for each in ended]
    done = Counter(week)
    easy = Counter(
        number
        for number, each, is_small in zip(week, ended, small(sizes), strict=True)
        if is_small and not told[each.id].linked
    )
    return tuple(DoneWeek(done[number], easy[number]) for number in range(int(window.days // 7) - 1, -1, -1))


_TOLD = """
SELECT i.id, {points} AS points, {estimate} AS estimate,
    EXISTS (SELECT 1 FROM links l WHERE l.item_id = i.id AND l.valid_to IS NULL AND l.position >= 0) AS linked
FROM items i WHERE i.id IN :values
"""
