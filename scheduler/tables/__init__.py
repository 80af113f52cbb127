"""What `fairlead export` writes as tables: one plain struct for the rows of each, its fields are the columns.

Effort is that of teams. Items come without the people who did them, so that nobody adds up the work of single persons.
"""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from scheduler.tables.allocation import AllocationRow, allocation_table
from scheduler.tables.breaks import BreakRow, breaks_table
from scheduler.tables.findings import FindingRow, findings_table
from scheduler.tables.flow import FlowRow, flow_table
from scheduler.tables.gaps import GapRow, gaps_table
from scheduler.tables.goals import GoalRow, goals_table
from scheduler.tables.items import ItemRow, items_table
from scheduler.tables.source import Source

__all__ = ["TABLES", "Source", "Table"]


class Table(Struct, frozen=True):
    """`rows` are structs of `row`."""

    row: type[Struct]
    rows: Callable[[Source], Iterator[Struct]]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.row.__struct_fields__


TABLES: Mapping[str, Table] = {
    "goals": Table(GoalRow, goals_table),
    "items": Table(ItemRow, items_table),
    "findings": Table(FindingRow, findings_table),
    "flow": Table(FlowRow, flow_table),
    "allocation": Table(AllocationRow, allocation_table),
    "gaps": Table(GapRow, gaps_table),
    "breaks": Table(BreakRow, breaks_table),
}
