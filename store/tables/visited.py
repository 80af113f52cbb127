"""Who may come to the pages and the API, and what the pages show of the last evaluation."""

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from store.tables.row import CLUSTERED, Row, long_text, moment


class Users(Row, table=True):
    """People who may sign in, by e-mail. `password` is an Argon2 hash; none where somebody else says who they are. `invitation`
    is the digest of a link with which they choose one, until `invited_until`."""

    __tablename__ = "users"

    person: str = Field(primary_key=True)
    name: str
    role: str
    password: str | None = long_text()
    invitation: str | None
    invited_until: int | None = moment()
    created_at: int = moment()
    seen_at: int | None = moment()


class Sessions(Row, table=True):
    """Browsers that are signed in, by the digest of what their cookie holds. `via` is how they came in."""

    __tablename__ = "sessions"
    __table_args__ = (Index("sessions_by_person", "person"), CLUSTERED)

    digest: str = Field(primary_key=True)
    person: str
    via: str
    created_at: int = moment()
    used_at: int = moment()
    expires_at: int = moment()


class Tokens(Row, table=True):
    """Keys of programs, by the digest of each. `scopes` are rights with a space between; `id` names it for people."""

    __tablename__ = "tokens"
    __table_args__ = (Index("tokens_by_id", "id", unique=True), CLUSTERED)

    digest: str = Field(primary_key=True)
    id: str
    person: str
    name: str
    scopes: str
    created_at: int = moment()
    used_at: int | None = moment()
    expires_at: int | None = moment()


class Replies(Row, table=True):
    """What a request with an idempotency key was answered, so that it is done once. `request` is its digest."""

    __tablename__ = "replies"
    __table_args__ = (Index("replies_by_moment", "at"), CLUSTERED)

    person: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    request: str
    status: int
    body: str = long_text()
    at: int = moment()


class Reports(Row, table=True):
    """The report of the last evaluation of each day, packed: `as_of` is that evaluation."""

    __tablename__ = "reports"

    day: str = Field(primary_key=True)
    as_of: int = moment()
    body: bytes = Field(sa_type=LargeBinary)
