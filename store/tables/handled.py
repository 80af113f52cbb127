"""What people decide and say about findings and goals: by command, in Slack, on pages."""

from sqlmodel import Field

from store.tables.row import Row, long_text, moment


class Handlings(Row, table=True):
    """The newest decision about a finding; the audit keeps those before. As `core.handling.Handling`."""

    __tablename__ = "handlings"

    fingerprint: str = Field(primary_key=True)
    state: str
    actor: str
    at: int = moment()
    reason: str
    until: int | None = moment()
    ends: str
    severity: str
    evidence: str
    rule: str | None


class Silences(Row, table=True):
    """As `core.handling.Silence`; one that was ended early has `until` at that moment."""

    __tablename__ = "silences"

    id: str = Field(primary_key=True)
    matchers: str = long_text()
    until: int = moment()
    actor: str
    at: int = moment()
    reason: str


class Answers(Row, table=True):
    """What the owner of a goal answered when asked: a check-in, or (`kind` commit) what will be done differently. `day` is ISO
    text, `asked` names the question (the week, or the day of the change)."""

    __tablename__ = "answers"

    kind: str = Field(primary_key=True)
    goal: str = Field(primary_key=True)
    asked: str = Field(primary_key=True)
    person: str
    at: int = moment()
    day: str
    value: float | None
    confidence: float | None
    note: str = long_text()


class Presses(Row, table=True):
    """Presses that something was done for, by the tool's id of the event, and what was said to them: one that comes again does
    nothing, and is told the same."""

    __tablename__ = "presses"

    tool: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    at: int = moment()
    said: str = long_text()
