"""D11: a team that begins much and finishes little of it, beside one in which two pieces went through many hands."""

from collections.abc import Iterator
from datetime import datetime

from sandbox.company.epics import objective_label
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece
from sandbox.company.truth import Expected, Plant

# pieces that nobody finishes: far above the threshold, whatever else the team has in hand
HELD_UP, BEGUN = 45, (85, 75)
HANDED = 2


def plant(stage: Stage) -> Iterator[Plant]:
    stage = stage.aside(11)
    team, (first, last) = stage.staff.teams[1], BEGUN
    days = stage.calendar.since(stage.calendar.ago(first), stage.calendar.ago(last))
    pieces: list[Piece] = []
    for nth in range(HELD_UP):
        pieces.append(piece := stage.piece(team, "Task", by=team.lead, labels=[objective_label(stage, team)]))
        stage.live(piece, [days[nth % len(days)]], team.steady[nth % 2])

    def finish(at: datetime) -> None:
        for piece in pieces:
            stage.tools.finish(piece, team.lead, at)

    yield Plant(
        f"team {team.name}: much is begun, little is finished",
        lambda: [Expected("D11", "team", team.name, "critical")],
        finish,
    )


def near_misses(stage: Stage) -> None:
    """Two pieces that went from hand to hand, which is no habit yet."""
    stage = stage.aside(12)
    team = stage.staff.teams[0]
    for _ in range(HANDED):
        piece = stage.piece(team, "Task", by=team.lead, labels=[objective_label(stage, team)])
        stage.live(piece, [stage.calendar.back(8)], team.lead)
        for nth, working_days in enumerate((7, 6, 5, 4)):
            _hand_on(stage, piece, working_days, nth)


def _hand_on(stage: Stage, piece: Piece, working_days: int, nth: int) -> None:
    giver, taker = (stage.staff.teams[0].steady[(nth + n) % 2] for n in (0, 1))
    at = stage.at(stage.calendar.back(working_days), 0.4, 0.6)
    stage.script.add(at, lambda at: stage.tools.assign(piece, taker, giver, at))
