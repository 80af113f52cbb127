"""The schema: one for SQLite and PostgreSQL. Migrations are checked against it; the statements beside it are plain SQL,
because importing SQLModel takes longer than most commands run.

Times are whole UTC milliseconds, days are ISO text, `data` is the JSON of a whole record. Intervals are half open; the
current one has no end. No index begins with `source`: a planner without statistics takes it for selective.
"""

from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, MetaData, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

CURRENT = text("valid_to IS NULL")
HUMAN = text("NOT bot")
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


class Items(Row, table=True):
    """What is known of an item now. `key` changes when it moves; `category_since` is when its category began.

    `stream` is the number of the one that brought it last, `missing_since` when that stopped showing it. Where facets apply,
    `data` is what they make of the item, `base` its own record, and `base_since` when its own category began.
    """

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("external_id", "source"),
        Index("items_by_key", "key", "source"),
        Index("items_by_parent", "parent_key", "source"),
        Index("items_by_category", "category", "category_since"),
        Index("items_by_stream", "stream"),
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


class Statements(Row, table=True):
    """Targets, metrics, readings, decisions, groups and profiles. `subject` is the key, name or e-mail that one is about,
    `at` the day."""

    __tablename__ = "statements"
    __table_args__ = (
        Index("statements_by_subject", "kind", "subject"),
        Index("statements_by_stream", "connector", "stream", "container"),
    )

    kind: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
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
    __table_args__ = CLUSTERED

    item_id: int = item_id(primary_key=True)
    valid_from: int = moment(primary_key=True)
    valid_to: int | None = moment()
    status: str
    category: str
    assignee: str | None
    due: str | None
    parent: str | None


class Pending(Row, table=True):
    """Items that have changed since they were last mapped."""

    __tablename__ = "pending"

    item_id: int = item_id(primary_key=True)


class Activities(Row, table=True):
    __tablename__ = "activities"
    __table_args__ = (
        Index("activities_by_item", "item_key", "source", "at", sqlite_where=HUMAN, postgresql_where=HUMAN),
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


class Accounts(Row, table=True):
    """`person` is as `core.people.resolve` says. One that is not `pulled` is only named by the people map or a profile."""

    __tablename__ = "accounts"
    __table_args__ = (Index("accounts_by_person", "person"),)

    source: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    email: str | None
    active: bool
    bot: bool
    person: str | None
    pulled: bool


class People(Row, table=True):
    """`team_from` says where the team is from. Without team it names the groups that disagree, if any do."""

    __tablename__ = "people"

    person: str = Field(primary_key=True)
    name: str
    team: str | None
    team_from: str


class Teams(Row, table=True):
    __tablename__ = "teams"

    name: str = Field(primary_key=True)
    channel: str | None


class TeamContainers(Row, table=True):
    __tablename__ = "team_containers"

    source: str = Field(primary_key=True)
    container: str = Field(primary_key=True)
    team: str


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


class Streams(Row, table=True):
    """`scan` counts the pulls that have ended; `since` is when the stream was first pulled.

    `census_at` is when its items were last known in full: by a census, at first by the pull that reached its end.
    `since_limit` is before which nothing is asked for, `repaired` the digest of what a census had read again.
    """

    __tablename__ = "streams"

    connector: str = Field(primary_key=True)
    stream: str = Field(primary_key=True)
    container: str = Field(primary_key=True)
    number: int
    cursor: str | None = long_text()
    scan: int
    since: int = moment()
    every_minutes: float | None
    last_success: int | None = moment()
    last_error: str | None = long_text()
    error_since: int | None = moment()
    census_at: int | None = moment()
    since_limit: int | None = moment()
    repaired: bytes | None


class Quarantine(Row, table=True):
    __tablename__ = "quarantine"

    source: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    connector: str
    stream: str
    container: str
    scan: int
    reason: str = long_text()
    raw: str = long_text()
    lost: bool
    since: int = moment()


class Links(Row, table=True):
    """Which goal an item serves, and has served. No goal: exempt."""

    __tablename__ = "links"
    __table_args__ = (
        Index("links_current", "item_id", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT),
        Index("links_by_goal", "goal", sqlite_where=CURRENT, postgresql_where=CURRENT),
    )

    item_id: int = item_id(primary_key=True)
    valid_from: int = moment(primary_key=True)
    valid_to: int | None = moment()
    goal: str | None
    via: str
    rule: str | None
    version: str | None
    matched: str = long_text()
    origin: str | None
    hops: int
    confidence: float


class ManualLinks(Row, table=True):
    """What people said by hand, which no rule overrides. No goal: exempt."""

    __tablename__ = "manual_links"

    item_id: int = item_id(primary_key=True)
    goal: str | None
    actor: str
    reason: str
    at: int = moment()


class Rules(Row, table=True):
    """The mapping rules in force, and since when each stands as it stands."""

    __tablename__ = "rules"

    rule: str = Field(primary_key=True)
    version: str
    place: str
    since: int = moment()


class Findings(Row, table=True):
    __tablename__ = "findings"
    __table_args__ = (Index("findings_by_subject", "subject_kind", "subject"),)

    fingerprint: str = Field(primary_key=True)
    detector: str
    subject_kind: str
    subject: str
    severity: str
    owner: str | None
    goal: str | None
    team: str | None
    data: str = long_text()
    first_seen: int = moment()
    last_seen: int = moment()
    clean: int
    resolved_at: int | None = moment()
    reopened: int


class Intents(Row, table=True):
    """What the hub wants to stand at a target (`body`), and what it knows to stand there (`standing`, NULL: nothing)."""

    __tablename__ = "intents"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'sent', 'done', 'failed')", name="intents_state"),
        Index("intents_by_state", "state"),
    )

    mark: str = Field(primary_key=True)
    tool: str
    verb: str
    place: str
    topic: str
    revision: int
    step: str
    body: str | None = long_text()
    url: str
    state: str
    standing: str | None = long_text()
    standing_url: str
    ref: str | None
    findings: str = long_text()
    run: str
    created_at: int = moment()
    updated_at: int = moment()
    attempts: int
    error: str | None = long_text()


class Audit(Row, table=True):
    """Who did what, for ever: rows are only added."""

    __tablename__ = "audit"
    __table_args__ = (Index("audit_by_moment", "at"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    at: int = moment()
    actor: str
    action: str
    target: str
    before: str | None = long_text()
    after: str | None = long_text()


class Meta(Row, table=True):
    __tablename__ = "meta"

    key: str = Field(primary_key=True)
    value: str = long_text()
