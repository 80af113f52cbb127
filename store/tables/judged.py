"""What the hub makes of it: links, rules and findings."""

from sqlalchemy import Index
from sqlmodel import Field

from store.tables.row import BY_RULE, CURRENT, ENDED, OPEN, Row, item_id, long_text, moment


class Pending(Row, table=True):
    """Items that have changed since they were last mapped."""

    __tablename__ = "pending"

    item_id: int = item_id(primary_key=True)


class Links(Row, table=True):
    """Which goals an item serves, and has served. No goal: exempt.

    At `position` 0 stands the goal that takes most of the item, from 1 on those that share it, and below 0 what it only
    refers to (`share` 0).
    """

    __tablename__ = "links"
    __table_args__ = (
        Index("links_current", "item_id", "position", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT),
        Index("links_by_goal", "goal", sqlite_where=CURRENT, postgresql_where=CURRENT),
        Index("links_ended", "valid_to", sqlite_where=ENDED, postgresql_where=ENDED),
        Index("links_by_rule", "rule", "item_id", sqlite_where=BY_RULE, postgresql_where=BY_RULE),
    )

    item_id: int = item_id(primary_key=True)
    valid_from: int = moment(primary_key=True)
    position: int = Field(primary_key=True)
    valid_to: int | None = moment()
    goal: str | None
    share: float
    via: str
    rule: str | None
    version: str | None
    actor: str | None
    matched: str = long_text()
    origin: str | None
    hops: int
    confidence: float


class ManualLinks(Row, table=True):
    """What people said by hand, which no rule overrides: one row for each goal. No goal: exempt. `until` is ISO text."""

    __tablename__ = "manual_links"

    item_id: int = item_id(primary_key=True)
    position: int = Field(primary_key=True)
    goal: str | None
    share: float
    actor: str
    reason: str
    until: str | None
    at: int = moment()


class Disputes(Row, table=True):
    """Goals that somebody said an item does not serve, which nothing links it to by itself any more. `rule` had linked it."""

    __tablename__ = "disputes"

    item_id: int = item_id(primary_key=True)
    goal: str = Field(primary_key=True)
    rule: str | None
    actor: str
    reason: str
    at: int = moment()


class Rules(Row, table=True):
    """The mapping rules as they have stood: `data` is what the rule meant, those without an end are in force now."""

    __tablename__ = "rules"
    __table_args__ = (Index("rules_current", "rule", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT),)

    rule: str = Field(primary_key=True)
    valid_from: int = moment(primary_key=True)
    valid_to: int | None = moment()
    version: str
    place: str
    data: str = long_text()


class Findings(Row, table=True):
    __tablename__ = "findings"
    __table_args__ = (
        Index("findings_by_subject", "subject_kind", "subject"),
        Index("findings_open", "resolved_at", sqlite_where=OPEN, postgresql_where=OPEN),
    )

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
    eased: int
    parent: str | None
    opened_at: int | None = moment()


class Meta(Row, table=True):
    __tablename__ = "meta"

    key: str = Field(primary_key=True)
    value: str = long_text()
