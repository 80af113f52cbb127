"""What the service remembers of its own work."""

from sqlalchemy import Index
from sqlmodel import Field

from store.tables.row import CLUSTERED, Row, long_text, moment


class Duties(Row, table=True):
    """Units of work that come again and again: a job, and what it is done to.

    `next_due_at` is when it is to be done again, not by itself without. `attempts` were begun and have not come to an end,
    whatever that is; one that is `parked` (why) is not begun again by itself. `failures` ended with an error in a row.
    """

    __tablename__ = "duties"

    job: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    next_due_at: int | None = moment()
    began_at: int | None = moment()
    ended_at: int | None = moment()
    attempts: int
    failures: int
    error: str | None = long_text()
    error_since: int | None = moment()
    parked: str | None = long_text()


class Deliveries(Row, table=True):
    """What tools told of by themselves, by their own name of it, so that it counts once."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("deliveries_by_moment", "at"), CLUSTERED)

    connector: str = Field(primary_key=True)
    delivery: str = Field(primary_key=True)
    at: int = moment()
