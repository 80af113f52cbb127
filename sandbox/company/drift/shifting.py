"""D6: the strategy changes on the first further day, and people go on as before."""

from collections.abc import Iterator
from datetime import datetime

from sandbox.company.effort import shares
from sandbox.company.stage import EFFORT_DAYS, Stage
from sandbox.company.truth import Expected, Plant

CHANGED, TOLD = 1, 22  # further days: of the change, and from which it can be seen that nothing followed
WANTED = 0.85  # share of the objective that has most already: people would have to leave all others


def plant(stage: Stage) -> Iterator[Plant]:
    before: dict[str, float] = {}
    found: list[Expected] = []

    def change(at: datetime) -> None:
        spent = shares(stage, EFFORT_DAYS)
        before.update({row.key: row.share or 0.0 for row in stage.board.objectives})
        first = max(spent, key=lambda key: (spent[key], key))
        rest = (1 - WANTED) / (1 - spent[first])
        _write(stage, {key: WANTED if key == first else share * rest for key, share in spent.items()}, at)

    stage.later(CHANGED, change)
    stage.later(TOLD, lambda _: found.append(Expected("D6", "company", "allocation", "warning")))
    yield Plant("strategy: nobody moves", lambda: found, lambda at: _write(stage, before, at))


def _write(stage: Stage, wanted: dict[str, float], at: datetime) -> None:
    for key, share in wanted.items():
        stage.board[key].share = round(share, 3)
        stage.board.write(stage.board[key], "Target share", at.date())
