"""Decisions: what was decided, when, by whom and about which goals."""

from collections.abc import Iterator, Sequence

from connectors.sheets import cells, dates
from connectors.sheets.rows import Row, Sheet
from connectors.sheets.slugs import slug
from connectors.sheets.statements import Context, Ids, needed, read_each
from core.records import Decision, Rejected, Statement


def read_decisions(sheets: Sequence[Sheet], context: Context) -> tuple[list[Statement], list[Rejected]]:
    ids = Ids()

    def read(row: Row) -> Iterator[Decision]:
        title = row.read("title", cells.title, lost=True)
        at = title and row.measure("at", lambda cell, here: needed(dates.day(cell, here), "date"), lost=True)
        if not title or not at:
            return
        yield Decision(
            source="sheets",
            id=ids.unique(row.read("key", cells.name) or f"{at}/{slug(title)}"),
            at=at,
            title=title,
            place=row.sheet.place(row.index, 0),
            kind=row.read("kind", cells.remark) or "",
            goals=row.read("goals", context.goals) or (),
            owners=row.read("owners", cells.owners) or (),
            note=row.read("note", cells.remark) or "",
            url=row.read("url", cells.link) or row.url(context.spreadsheet),
        )

    return read_each(sheets, read)
