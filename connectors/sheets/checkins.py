"""Check-ins: what somebody said of a goal on a day."""

from collections.abc import Iterator, Sequence
from functools import partial

from connectors.sheets import cells, periods
from connectors.sheets.measures import done
from connectors.sheets.rows import Row, Sheet
from connectors.sheets.statements import Context, Ids, needed, read_each
from core.records import Reading, Rejected, Statement


def read_checkins(sheets: Sequence[Sheet], context: Context) -> tuple[list[Statement], list[Rejected]]:
    ids = Ids()

    def read(row: Row) -> Iterator[Reading]:
        """Rows that were only laid out for a check-in say nothing yet."""
        if not any(cells.says_something(row.cell(field)) for field in ("value", "confidence", "status", "note")):
            return
        goal = row.read("goal", lambda cell: needed(cells.name(cell), "goal"), lost=True)
        at = goal and row.measure("at", lambda cell, here: needed(periods.last_day(cell, here), "date"), lost=True)
        if not goal or not at:
            return
        subject, author = context.goal(goal), row.read("author", cells.owners)
        yield Reading(
            source="sheets",
            id=ids.unique(row.read("key", cells.name) or f"{subject}/{at}"),
            subject=subject,
            at=at,
            place=row.sheet.place(row.index, 0),
            value=row.measure("value", done if subject in context.milestones else cells.number),
            confidence=row.measure("confidence", partial(cells.confidence, column=row.column("confidence"))),
            status=row.read("status", cells.remark) or "",
            note=row.read("note", cells.remark) or "",
            author=author[0] if author else None,
        )

    return read_each(sheets, read)
