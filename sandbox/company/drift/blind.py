"""D26: a cell of the sheet that nobody can read as a number, in a row that no other detector looks at."""

from collections.abc import Iterator
from datetime import datetime

from sandbox.company.stage import Stage
from sandbox.company.truth import Expected, Plant


def plant(stage: Stage) -> Iterator[Plant]:
    row = stage.board["KPI-1"]
    row.broken["Current"] = "ask finance"
    place = stage.board.place(row, "Current")

    def mend(at: datetime) -> None:
        row.broken.clear()
        stage.board.write(row, "Current", at.date())

    yield Plant(f"{row.key}: unreadable value", lambda: [Expected("D26", "row", f"sheets:{place}", "warning")], mend)
