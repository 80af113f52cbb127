"""Finds the header rows of a tab and which column holds what, however people head them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct

from connectors.sheets.cells import text
from connectors.sheets.headings import DATED, HEADINGS, NEEDED
from connectors.sheets.locale import ANYWHERE, Locale
from connectors.sheets.merges import Merge, Rows, spread
from connectors.sheets.places import place
from connectors.sheets.settings import TabSettings
from connectors.sheets.spans import Header, Span, find_spans
from core.columns import Column
from core.contract import Refused
from core.records import Level

SCANNED_ROWS = 10
TALLEST = 3  # header rows that are read as one
ENOUGH = 2  # recognised headings that tell a header row from a row that happens to say "Objective"
_BY_HEADING: Mapping[str, Level] = {
    "objective": "objective",
    "objectives": "objective",
    "keyresult": "key_result",
    "keyresults": "key_result",
    "kr": "key_result",
    "kpi": "kpi",
    "initiative": "initiative",
    "strategy": "strategy",
}


class Columns(Struct, frozen=True, kw_only=True):
    """Where a tab keeps what; rows and columns count from zero, and `row` is the last header row.

    `objective` is set in sheets that group key results under an objective named in a column of its own. `own` are the
    hub's own columns, as far as they are there. `spans` are the columns of a wide tab. `told` are columns that are not read,
    with the reason: those headed like an earlier one, periods of no known year.
    """

    row: int
    at: Mapping[str, int]
    level: Level | None = None
    objective: int | None = None
    own: Mapping[Column, int] = {}
    spans: tuple[Span, ...] = ()
    told: tuple[tuple[int, str], ...] = ()

    @property
    def recognised(self) -> int:
        return len(self.at) + len(self.spans) + (self.objective is not None)


def find_columns(
    tab: TabSettings, title: str, rows: Rows, *, merges: Sequence[Merge] = (), locale: Locale = ANYWHERE
) -> Columns:
    """Refused names the headings found and expected when no row can be the header row."""
    subject = NEEDED[tab.kind][0]
    found = [each for each in _candidates(tab, title, rows, merges, locale) if subject in each.at]
    best = max(found, key=lambda each: each.recognised, default=None)
    enough = 1 if subject in tab.columns else ENOUGH
    if best is None or (tab.header_row is None and best.recognised < enough):
        raise _no_header(tab, title, rows)
    _check(tab, title, best, rows)
    return best


def _candidates(tab: TabSettings, title: str, rows: Rows, merges: Sequence[Merge], locale: Locale) -> Iterator[Columns]:
    """Single rows first: several are read as one only where that recognises more."""
    wide = spread(rows, merges, SCANNED_ROWS if tab.header_row is None else tab.header_row)
    bottoms = range(len(wide)) if tab.header_row is None else range(tab.header_row - 1, min(tab.header_row, len(wide)))
    for height in range(1, TALLEST + 1):
        for bottom in bottoms:
            if bottom + 1 >= height and (height == 1 or _is_header(tab, rows[bottom])):
                above = [*wide[bottom - height + 1 : bottom], rows[bottom]]
                yield _columns(tab, title, _joined(above), bottom, wide, locale)


def _is_header(tab: TabSettings, row: Sequence[Any]) -> bool:
    """At least half of what it says are headings; a row of data may say *Objective* once."""
    headings = [_squashed(text(cell)) for cell in row]
    at, repeated = _fields(tab, headings)
    return 2 * len((*at, *repeated)) >= sum(map(bool, headings))


def _joined(header: Sequence[Sequence[Any]]) -> list[Any]:
    """One heading a column: the lowest that says something."""
    lowest = list(header[-1])
    for row in reversed(header[:-1]):
        lowest.extend([None] * (len(row) - len(lowest)))
        for column, cell in enumerate(row):
            if not text(lowest[column]):
                lowest[column] = cell
    return lowest


def _columns(tab: TabSettings, title: str, cells: Sequence[Any], row: int, wide: Rows, locale: Locale) -> Columns:
    headings = [_squashed(text(cell)) for cell in cells]
    at, repeated = _fields(tab, headings)
    spans, unclear = (
        _spans(tab, title, cells, row, wide, locale, set(at.values())) if _may_be_wide(tab, at) else ([], [])
    )
    if spans:
        at.pop("value", None)
    elif tab.kind == "metrics" and "value" in at and "at" not in at:
        unclear.append((at.pop("value"), "no column says when this was measured; add a column Date"))
    heading = headings[at["title"]] if "title" in at and "title" not in tab.columns else ""
    by_objective = next((headings.index(each) for each in ("objective", "objectives") if each in headings), None)
    ours = {column: _squashed(heading) for column, heading in tab.own.items()}
    goals = tab.kind == "goals"
    taken = {span.column for span in spans}
    return Columns(
        row=row,
        at=at,
        level=(tab.level or _BY_HEADING.get(heading)) if goals else None,
        objective=by_objective if goals and _BY_HEADING.get(heading) == "key_result" else None,
        own={column: headings.index(each) for column, each in ours.items() if goals and each in headings},
        spans=tuple(spans),
        told=tuple(
            ({each: _same_heading(text(cells[each])) for each in repeated if each not in taken} | dict(unclear)).items()
        ),
    )


def _fields(tab: TabSettings, headings: Sequence[str]) -> tuple[dict[str, int], list[int]]:
    """Each field's column, and the columns that are headed like an earlier one."""
    at: dict[str, int] = {}
    repeated: list[int] = []
    synonyms = HEADINGS[tab.kind]
    for name in sorted(synonyms, key=lambda name: name not in tab.columns):  # what the settings name goes first
        wanted = [tab.columns[name]] if name in tab.columns else synonyms[name]
        for heading in map(_squashed, wanted):
            same = [column for column, each in enumerate(headings) if each == heading and column not in at.values()]
            if same:
                at[name] = same[0]
                repeated += same[1:]
                break
    return at, repeated


def _may_be_wide(tab: TabSettings, at: Mapping[str, int]) -> bool:
    return tab.kind in DATED and not any(field in at for field in DATED[tab.kind])


def _spans(
    tab: TabSettings, title: str, cells: Sequence[Any], row: int, wide: Rows, locale: Locale, used: set[int]
) -> tuple[list[Span], list[tuple[int, str]]]:
    words = [tab.columns["value"]] if "value" in tab.columns else HEADINGS[tab.kind]["value"]
    values = frozenset(map(str.casefold, words))
    groups = [_to_the_right(each) for each in reversed(wide[max(0, row - TALLEST + 1) : row])]
    headers = [
        Header(
            column, [cell, *(each[column] if column < len(each) else None for each in groups)], values, title, locale
        )
        for column, cell in enumerate(cells)
        if text(cell) and (column not in used or text(cell).casefold() in values)
    ]
    return find_spans(headers)


def _to_the_right(row: Sequence[Any]) -> list[Any]:
    """A heading of several columns stands above the first one, also where people did not merge its cells."""
    last: Any = None
    filled = []
    for cell in row:
        last = cell if text(cell) else last
        filled.append(last)
    return filled + [last] * 60


def _check(tab: TabSettings, title: str, best: Columns, rows: Rows) -> None:
    header = place(title, best.row, 0)
    if missing := [name for name in tab.columns if name not in best.at and not (name == "value" and best.spans)]:
        wanted = ", ".join(f'{name} = "{tab.columns[name]}"' for name in missing)
        raise Refused(
            f"sheets: {header} has no column headed {wanted}; it has {_listed(rows[best.row])}. "
            "Mend the setting columns of this tab"
        )
    if taken := sorted(set(best.own.values()) & set(best.at.values())):
        raise Refused(
            f'sheets: tab "{title}": the hub would write into {place(title, best.row, taken[0])}, which is '
            "somebody's own column; choose another heading in the setting status_column"
        )
    if tab.kind == "goals" and best.level is None and "level" not in best.at:
        raise Refused(
            f'sheets: tab "{title}" does not say what its rows are: add a column Level, or set level = "objective" '
            "(or another) for this tab"
        )
    for field in _lacking(tab, best):
        raise Refused(
            f'sheets: tab "{title}" has no column for {field}: {header} has {_listed(rows[best.row])}; expected '
            f"{' or '.join(HEADINGS[tab.kind][field])}. Name yours in the setting columns of this tab: "
            f'columns = {{ {field} = "…" }}'
        )


def _lacking(tab: TabSettings, best: Columns) -> Iterator[str]:
    yield from (field for field in NEEDED[tab.kind] if field not in best.at)
    if tab.kind == "targets" and not best.spans:
        dated = any(field in best.at for field in DATED["targets"])
        yield from (field for field, there in (("period", dated), ("value", "value" in best.at)) if not there)


def _no_header(tab: TabSettings, title: str, rows: Rows) -> Refused:
    scanned = rows[tab.header_row - 1 : tab.header_row] if tab.header_row else rows[:SCANNED_ROWS]
    seen = max(scanned, key=lambda row: sum(map(bool, map(text, row))), default=())
    subject, synonyms = NEEDED[tab.kind][0], HEADINGS[tab.kind]
    titles = [tab.columns[subject]] if subject in tab.columns else synonyms[subject]
    others = ", ".join([words[0] for field, words in synonyms.items() if field != subject][:6])
    where = f"row {tab.header_row}" if tab.header_row else f"rows 1 to {SCANNED_ROWS}"
    return Refused(
        f'sheets: tab "{title}" has no header row in {where}. Found {_listed(seen)}; expected '
        f"{' or '.join(titles)}, and others such as {others}. "
        f'Name yours in the setting columns of this tab, for example columns = {{ {subject} = "…" }}'
    )


def _same_heading(heading: str) -> str:
    return f"a column to the left is headed “{heading}” too, and only that one is read; rename one of them"


def _listed(cells: Sequence[Any]) -> str:
    names = [text(cell)[:40] for cell in cells if text(cell)]
    return ", ".join(names[:30]) or "nothing"


@lru_cache(4096)
def _squashed(heading: str) -> str:
    """`Target (€)`, `target` and `TARGET:` are one heading; one without any letter (`%`, 🎯) stays as it is."""
    return re.sub(r"\(.*?\)|[\W_]+", "", heading).casefold() or heading
