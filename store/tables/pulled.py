"""Items and what else the tools show, as it was pulled."""

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from store.tables.row import CLUSTERED, DATED, DUE, GONE, HUMAN, MISSING, UNASSIGNED, Row, item_id, long_text, moment


class Items(Row, table=True):
    """What is known of an item now. `key` changes when it moves; `category_since` is when its category began.

    `stream` is the number of the one that brought it last, `missing_since` when that stopped showing it. Where facets apply,
    `data` is what they make of the item, `base` its own record, and `base_since` when its own category began. Of a `narrow`
    one, `store.audience` says what others are told.
    """

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("external_id", "source"),
        Index("items_by_key", "key", "source"),
        Index("items_by_parent", "parent_key", "source"),
        Index("items_by_category", "category", "category_since"),
        Index("items_by_stream", "stream"),
        Index("items_unassigned", "kind", sqlite_where=UNASSIGNED, postgresql_where=UNASSIGNED),
        Index("items_gone", "gone_at", sqlite_where=GONE, postgresql_where=GONE),
        Index("items_missing", "stream", sqlite_where=MISSING, postgresql_where=MISSING),
        Index("items_with_text", "text_until", sqlite_where=DATED, postgresql_where=DATED),
    )

    id: int = item_id(primary_key=True)
    source: str
    external_id: str
    key: str
    kind: str
    container: str
    title: str
    url: str
    status: str
    category: str
    category_since: int = moment()
    assignee: str | None
    parent_key: str | None
    created_at: int = moment()
    updated_at: int = moment()
    done_at: int | None = moment()
    due: str | None
    gone_at: int | None = moment()
    missing_since: int | None = moment()
    stream: int | None
    text_until: int | None = moment()
    digest: bytes
    data: str = long_text()
    base: str | None = long_text()
    base_since: int | None = moment()
    narrow: bool


class Facets(Row, table=True):
    """What second places say of items, known or not. `since` is when the category that it gives began."""

    __tablename__ = "facets"
    __table_args__ = (Index("facets_by_stream", "connector", "stream", "container"),)

    external_id: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    origin: str = Field(primary_key=True)
    connector: str
    stream: str
    container: str
    scan: int
    missing_since: int | None = moment()
    gone_at: int | None = moment()
    digest: bytes
    data: str = long_text()
    since: int | None = moment()


class ItemNames(Row, table=True):
    """The key and URL by which texts name an item, as `core.references.spellings` has them."""

    __tablename__ = "item_names"
    __table_args__ = (Index("item_names_by_item", "item_id"), CLUSTERED)

    name: str = Field(primary_key=True)
    item_id: int = item_id(primary_key=True)


class ItemRefs(Row, table=True):
    """What an item's text names, in every spelling."""

    __tablename__ = "item_refs"
    __table_args__ = (Index("item_refs_by_item", "item_id"), CLUSTERED)

    ref: str = Field(primary_key=True)
    item_id: int = item_id(primary_key=True)


class ItemVersions(Row, table=True):
    """The past of an item's own record, without facets: one row for each interval in which no tracked field changed."""

    __tablename__ = "item_versions"
    __table_args__ = (
        Index("item_versions_due", "item_id", "valid_from", "due", sqlite_where=DUE, postgresql_where=DUE),
        CLUSTERED,
    )

    item_id: int = item_id(primary_key=True)
    valid_from: int = moment(primary_key=True)
    valid_to: int | None = moment()
    status: str
    category: str
    assignee: str | None
    due: str | None
    parent: str | None


class Activities(Row, table=True):
    __tablename__ = "activities"
    __table_args__ = (
        # those of bots too: they follow an item that gets a new key
        Index("activities_by_item", "item_key", "source", "bot", "at"),
        Index("activities_by_actor", "actor", "source", "at", sqlite_where=HUMAN, postgresql_where=HUMAN),
    )

    source: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    item_key: str
    at: int = moment()
    actor: str | None
    bot: bool
    kind: str
    hours: float | None


class Goals(Row, table=True):
    """Goals now, each owned by the stream that brought it first. `scan` is the last scan of that stream that saw it, 0
    when the stream is not pulled any more.

    `first_seen`, `ended_at` (first seen closed or superseded), `missing_since` and `gone_at` are by the hub's clock.
    """

    __tablename__ = "goals"
    __table_args__ = (Index("goals_by_stream", "connector", "stream", "container"),)

    key: str = Field(primary_key=True)
    source: str
    item: str | None
    connector: str
    stream: str
    container: str
    scan: int
    first_seen: int = moment()
    ended_at: int | None = moment()
    missing_since: int | None = moment()
    gone_at: int | None = moment()
    digest: bytes
    data: str = long_text()


class GoalVersions(Row, table=True):
    __tablename__ = "goal_versions"

    goal: str = Field(primary_key=True)
    valid_from: int = moment(primary_key=True)
    valid_to: int | None = moment()
    data: str = long_text()


class Statements(Row, table=True):
    """Targets, metrics, readings, decisions, groups and profiles. `subject` is the key, name or e-mail that one is about,
    `at` the day."""

    __tablename__ = "statements"
    __table_args__ = (
        Index("statements_by_subject", "kind", "subject"),
        Index("statements_by_stream", "connector", "stream", "container"),
    )

    id: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    connector: str
    stream: str
    container: str
    scan: int
    missing_since: int | None = moment()
    gone_at: int | None = moment()
    digest: bytes
    data: str = long_text()
    subject: str | None
    at: str | None


class Streams(Row, table=True):
    """`scan` counts the pulls that have ended; `since` is when the stream was first pulled.

    `census_at` is when its items were last known in full: by a census, at first by the pull that reached its end.
    `doubt` says why it was not believed, `repaired` is the digest of what it had read again. `since_limit` is before which
    nothing is asked for.

    `next_due_at` is when it is to be pulled again, not by itself without; after `failures` in a row that is later each time.
    `ref` is the tool's own id of the container, where what it tells by itself names it so.
    """

    __tablename__ = "streams"
    __table_args__ = (Index("streams_due", "next_due_at"),)

    connector: str = Field(primary_key=True)
    stream: str = Field(primary_key=True)
    container: str = Field(primary_key=True)
    number: int
    incremental: bool
    exhaustive: bool
    ref: str | None
    cursor: str | None = long_text()
    scan: int
    since: int = moment()
    next_due_at: int | None = moment()
    failures: int
    every_minutes: float | None
    last_success: int | None = moment()
    last_error: str | None = long_text()
    error_since: int | None = moment()
    doubt: str | None = long_text()
    doubt_since: int | None = moment()
    census_at: int | None = moment()
    since_limit: int | None = moment()
    repaired: bytes | None


class Quarantine(Row, table=True):
    """`name` is the last word of the place: the id or key of an item, where it tells of one."""

    __tablename__ = "quarantine"
    __table_args__ = (Index("quarantine_by_name", "name", "source"),)

    source: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    name: str
    connector: str
    stream: str
    container: str
    scan: int
    reason: str = long_text()
    raw: str = long_text()
    lost: bool
    since: int = moment()
