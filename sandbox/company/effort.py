"""Where the company's days went, counted from what its people did: by this its leaders set the shares of their objectives."""

from collections.abc import Iterator
from datetime import timedelta

from sandbox.company.epics import aims, label_of
from sandbox.company.rows import Row
from sandbox.company.settings import RUN_THE_BUSINESS
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece
from sandbox.company.vocabulary import OPERATIONS_REPO
from sandbox.company.work import DEPENDENCIES


def shares(stage: Stage, days: int) -> dict[str, float]:
    """How the trailing days were divided between the objectives that count now: shares that add up to 1, by key."""
    first = stage.calendar.today - timedelta(days=days - 1)
    spent = {row.key: 0.0 for row in stage.board.objectives}
    for (_, day), pieces in stage.tools.worked.items():
        for piece in pieces if day >= first else ():
            goal = objective(stage, piece)
            if goal in spent:
                spent[goal] += 1 / len(pieces)
    total = sum(spent.values())
    return {key: days / total for key, days in sorted(spent.items())}


def objective(stage: Stage, piece: Piece) -> str | None:
    """The objective that the piece serves, by what its people wrote on it or on what it belongs to."""
    row = next(_named(stage, piece), None)
    if row:
        return row.key if row.level == "Objective" else row.parent
    if piece.sort == "Bug" or piece.container == OPERATIONS_REPO or DEPENDENCIES in piece.labels:
        return RUN_THE_BUSINESS
    above = piece.parent or next(iter(piece.names), None)
    return objective(stage, above) if above else None


def _named(stage: Stage, piece: Piece) -> Iterator[Row]:
    for row in stage.board.rows:
        if piece.title.startswith(f"[{row.key}]") or label_of(row) in piece.labels:
            yield row
    for team in stage.staff.teams:
        if team.trade.component in piece.components:
            yield aims(stage, team)[1]
