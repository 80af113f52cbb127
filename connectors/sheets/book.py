"""Reads the tabs that the settings name: which they are now, what stands in them, and how they are laid out."""

from collections.abc import Sequence

from connectors.sheets import cells
from connectors.sheets.client import Client, Layout, Tab
from connectors.sheets.headers import find_columns
from connectors.sheets.locale import Locale, locale
from connectors.sheets.marks import keys_of, marks_of
from connectors.sheets.merges import Rows, covered
from connectors.sheets.places import quoted
from connectors.sheets.rows import Sheet
from connectors.sheets.settings import SheetsSettings, TabSettings
from core.contract import Refused, Unavailable
from core.spelling import nearest

TRIES = 3


class Book:
    """The spreadsheet as the settings describe it. With `marks` our own marks on rows are read in any case."""

    def __init__(self, client: Client, settings: SheetsSettings, *, marks: bool = False) -> None:
        self.client, self._settings = client, settings
        self.marks = marks or settings.row_ids == "metadata"

    def read(self, tabs: Sequence[TabSettings]) -> list[Sheet]:
        """Refused when one is missing or has no header row. Layout and values come by two requests; where rows are known
        by their numbers, the layout must be the same before and after."""
        layout = self.client.layout(marks=self.marks)
        for _ in range(TRIES):
            found = _found(tabs, layout)
            values = self.client.values([quoted(each.title) for each in found])
            if not any(each.merges or marks_of(each) for each in found):
                break
            before, layout = layout, self.client.layout(marks=self.marks)
            if layout == before:
                break
        else:
            raise Unavailable("sheets: people are moving rows just now; the next run reads them")
        here = locale(layout.properties.locale, self._settings.fiscal_month)
        return [sheet_of(tab, each, rows, here) for tab, each, rows in zip(tabs, found, values, strict=True)]


def _found(tabs: Sequence[TabSettings], layout: Layout) -> list[Tab]:
    titles, gids = {each.title: each for each in layout.sheets}, {each.gid: each for each in layout.sheets}
    found = [
        gids.get(tab.gid) if tab.title is None and tab.gid is not None else titles.get(tab.title or "") for tab in tabs
    ]
    if missing := [tab for tab, each in zip(tabs, found, strict=True) if each is None]:
        raise _missing(missing, layout)
    return [each for each in found if each is not None]


def _missing(tabs: Sequence[TabSettings], layout: Layout) -> Refused:
    there = ", ".join(f'"{each.title}" (gid {each.gid})' for each in layout.sheets)
    titles = [each.title for each in layout.sheets]
    near = [near for tab in tabs if tab.title if (near := nearest(tab.title, titles))]
    hint = f" Did you mean {' and '.join(near)}?" if near else ""
    wanted = " and ".join(f'"{tab.title}"' if tab.title else tab.name for tab in tabs)
    return Refused(
        f"sheets: a tab is missing; there are {there}, but not {wanted}.{hint} Mend the setting tabs", status=400
    )


def sheet_of(tab: TabSettings, found: Tab, rows: Rows, here: Locale) -> Sheet:
    """Refused when no row can be the header row."""
    columns = find_columns(tab, found.title, rows, merges=found.merges, locale=here)
    titles = {}
    if tab.kind == "goals":
        below = enumerate(rows[columns.row + 1 :], columns.row + 1)
        title = columns.at["title"]
        titles = {index: said for index, row in below if title < len(row) and (said := cells.text(row[title]))}
    merged = [each.end_column_index for each in found.merges if each.end_row_index > columns.row]
    return Sheet(
        tab=tab,
        title=found.title,
        gid=found.gid,
        columns=columns,
        rows=rows,
        width=found.properties.grid_properties.column_count,
        height=found.properties.grid_properties.row_count,
        used=max([*map(len, rows), *merged]),
        locale=here,
        covered=covered(found.merges, len(rows)),
        marks=keys_of(marks_of(found), titles),
        stored=tuple(marks_of(found)),
    )
