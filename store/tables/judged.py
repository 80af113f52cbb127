"""What the hub makes of it: links, rules, findings, intents and the record of who did what."""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from store.tables.row import CURRENT, Id, Row, item_id, long_text, moment


class Pending(Row, table=True):
    """Items that have changed since they were last mapped."""

    __tablename__ = "pending"

    item_id: int = item_id(primary_key=True)


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
