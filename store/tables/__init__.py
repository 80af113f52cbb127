"""The schema: one for SQLite and PostgreSQL. Migrations are checked against it; the statements beside it are plain SQL,
because importing SQLModel takes longer than most commands run.

Times are whole UTC milliseconds, days are ISO text, `data` is the JSON of a whole record. Intervals are half open; the
current one has no end. No index begins with `source`: a planner without statistics takes it for selective.
"""

from store.tables import handled, judged, kept, people, pulled, served, visited, written
from store.tables.row import Row

__all__ = ["Row", "handled", "judged", "kept", "people", "pulled", "served", "visited", "written"]
