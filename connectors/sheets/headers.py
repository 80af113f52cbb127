"""Finds the header row of a tab and which column holds what, however people head them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from connectors.sheets.cells import text
from connectors.sheets.places import place
from connectors.sheets.settings import Column, TabSettings
from core.contract import Refused
from core.records import Level

Rows = Sequence[Sequence[Any]]

SCANNED_ROWS = 10
ENOUGH = 2  # recognised headings that tell a header row from a row that happens to say "Objective"
SYNONYMS: Mapping[Column, tuple[str, ...]] = {
    "key": ("ID", "Key", "Ref"),
    "level": ("Level", "Type"),
    "title": ("Title", "Name", "Goal", "Key Result", "Objective"),
    "parent": ("Parent", "Parent ID", "Supports"),
    "owners": ("Owner", "Owners", "Accountable"),
    "effective_from": ("Start date", "From"),
    "effective_to": ("End date", "To", "Due", "Due date"),
    "period": ("Quarter", "Period"),
    "target_share": ("Target share", "Share", "Allocation"),
    "start": ("Start", "Baseline"),
    "target": ("Target",),
    "current": ("Current", "Actual"),
    "confidence": ("Confidence",),
    "declared": ("Status",),
    "superseded_by": ("Superseded by",),
}
_BY_HEADING: Mapping[str, Level] = {"objective": "objective", "keyresult": "key_result"}


class Columns(Struct, frozen=True, kw_only=True):
    """Where a tab keeps what; rows and columns count from zero.

    `objective` is set in sheets that group key results under an objective named in a column of its own. `status` is the
    hub's own column, None while there is none; `repeated` are columns headed like an earlier one and therefore not read.
    """

    row: int
    at: Mapping[Column, int]
    level: Level | None
    objective: int | None = None
    status: int | None = None
    repeated: tuple[int, ...] = ()


def find_columns(tab: TabSettings, rows: Rows) -> Columns:
    """Refused names the headings found and expected when no row can be the header row."""
    scanned = range(SCANNED_ROWS) if tab.header_row is None else range(tab.header_row - 1, tab.header_row)
    candidates = [_columns(tab, rows[row], row) for row in scanned if row < len(rows)]
    found = [each for each in candidates if "title" in each.at]
    best = max(found, key=_recognised, default=None)
    enough = 1 if "title" in tab.columns else ENOUGH
    if best is None or (tab.header_row is None and _recognised(best) < enough):
        raise _no_header(tab, rows, scanned)
    if missing := [name for name in tab.columns if name not in best.at]:
        wanted = ", ".join(f'{name} = "{tab.columns[name]}"' for name in missing)
        raise Refused(
            f"sheets: {place(tab.title, best.row, 0)} has no column headed {wanted}; it has "
            f"{_listed(rows[best.row])}. Mend the setting columns of this tab"
        )
    if best.status in best.at.values():
        raise Refused(
            f'sheets: tab "{tab.title}": the hub would write into {place(tab.title, best.row, best.status or 0)}, which is '
            "somebody's own column; choose another heading in the setting status_column"
        )
    if best.level is None and "level" not in best.at:
        raise Refused(
            f'sheets: tab "{tab.title}" does not say what its rows are: add a column Level, or set level = "objective" '
            "(or another) for this tab"
        )
    return best


def _columns(tab: TabSettings, cells: Sequence[Any], row: int) -> Columns:
    headings = [_squashed(text(cell)) for cell in cells]
    at: dict[Column, int] = {}
    repeated: list[int] = []
    for name in sorted(SYNONYMS, key=lambda name: name not in tab.columns):  # what the settings name goes first
        wanted = [tab.columns[name]] if name in tab.columns else SYNONYMS[name]
        for heading in map(_squashed, wanted):
            same = [column for column, each in enumerate(headings) if each == heading and column not in at.values()]
            if same:
                at[name] = same[0]
                repeated += same[1:]
                break
    own = _squashed(tab.status_column)
    heading = headings[at["title"]] if "title" in at and "title" not in tab.columns else ""
    grouped = headings.index("objective") if heading == "keyresult" and "objective" in headings else None
    return Columns(
        row=row,
        at=at,
        level=tab.level or _BY_HEADING.get(heading),
        objective=grouped,
        status=headings.index(own) if own in headings else None,
        repeated=tuple(repeated),
    )


def _recognised(columns: Columns) -> int:
    return len(columns.at) + (columns.objective is not None)


def _no_header(tab: TabSettings, rows: Rows, scanned: range) -> Refused:
    seen = max(
        (rows[row] for row in scanned if row < len(rows)), key=lambda r: sum(map(bool, map(text, r))), default=()
    )
    titles = [tab.columns["title"]] if "title" in tab.columns else SYNONYMS["title"]
    where = f"row {tab.header_row}" if tab.header_row else f"rows 1 to {SCANNED_ROWS}"
    return Refused(
        f'sheets: tab "{tab.title}" has no header row in {where}. Found {_listed(seen)}; expected '
        f"{' or '.join(titles)}, and others such as Owner, Parent, Target, Current, Due. "
        'Name yours in the setting columns of this tab, for example columns = { title = "…" }'
    )


def _listed(cells: Sequence[Any]) -> str:
    names = [text(cell)[:40] for cell in cells if text(cell)]
    return ", ".join(names[:30]) or "nothing"


def _squashed(heading: str) -> str:
    """`Target (€)`, `target` and `TARGET:` are one heading; one without any letter (`%`, 🎯) stays as it is."""
    return re.sub(r"\(.*?\)|[\W_]+", "", heading).casefold() or heading
