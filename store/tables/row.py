"""What all tables share: names of constraints, and columns for moments, long texts and numbers of items."""

from typing import Any, ClassVar

from sqlalchemy import BigInteger, Integer, MetaData, Text, text
from sqlmodel import Field, SQLModel

CURRENT = text("valid_to IS NULL")
ENDED = text("valid_to IS NOT NULL")
OPEN = text("resolved_at IS NULL")
HUMAN = text("NOT bot")
BY_RULE = text("valid_to IS NULL AND rule IS NOT NULL")
UNASSIGNED = text("category = 'doing' AND assignee IS NULL")
DUE = text("due IS NOT NULL")
GONE = text("gone_at IS NOT NULL")
MISSING = text("missing_since IS NOT NULL")
DATED = text("text_until IS NOT NULL")
NAMES = {"pk": "%(table_name)s_key", "uq": "%(table_name)s_%(column_0_N_name)s"}
CLUSTERED = {"sqlite_with_rowid": False}  # the rows lie in the primary key itself: one tree less to write
# SQLite makes only an INTEGER primary key the row's own address
Id = BigInteger().with_variant(Integer, "sqlite")


def moment(**options: Any) -> Any:
    return Field(sa_type=BigInteger, **options)


def long_text(**options: Any) -> Any:
    return Field(sa_type=Text, **options)


def item_id(**options: Any) -> Any:
    return Field(sa_type=Id, sa_column_kwargs={"autoincrement": False}, **options)


class Row(SQLModel):
    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)
