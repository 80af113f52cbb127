"""What leaves the hub: intents, writes, plans that wait, and the record of who did what."""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from store.tables.row import Id, Row, long_text, moment


class Intents(Row, table=True):
    """What the hub wants to stand at a target (`body`, `parts`), and what it knows to stand there (`standing`, NULL: nothing).

    `sent` was called, and nobody knows yet what came of it. Of one that is `dead` (refused for good) or `undone` the text is
    not written again by itself. Nothing is tried before `not_before`; from `sweep_at` on the tool is searched for twins that a
    late answer left. `undoes` names the run that it takes back, empty for all others, and `erase` says that no trace of that
    shall be left; `approved`: somebody had approved the plan. `created_at` is when this text was recorded, `attempts` the
    calls made for it.
    """

    __tablename__ = "intents"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'sent', 'done', 'failed', 'dead', 'undone')", name="intents_state"),
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
    parts: str = long_text()
    state: str
    standing: str | None = long_text()
    standing_url: str
    standing_parts: str = long_text()
    ref: str | None
    findings: str = long_text()
    run: str
    created_at: int = moment()
    updated_at: int = moment()
    attempts: int
    error: str | None = long_text()
    not_before: int | None = moment()
    sweep_at: int | None = moment()
    undoes: str
    erase: bool
    approved: bool


class Writes(Row, table=True):
    """Every write that a tool took, in order: what stood at its target before and after. Rows are only added. `approved`:
    somebody had approved the plan. `undoes` names the run that it takes back, empty for all others, and `undone_by` the last
    run that took it back.
    """

    __tablename__ = "writes"
    __table_args__ = (
        Index("writes_by_run", "run"),
        Index("writes_by_moment", "at"),
        Index("writes_by_place", "tool", "place", "at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    at: int = moment()
    run: str
    mark: str
    tool: str
    verb: str
    place: str
    topic: str
    step: str
    before: str | None = long_text()
    before_url: str
    before_parts: str = long_text()
    body: str | None = long_text()
    url: str
    parts: str = long_text()
    ref: str | None
    findings: str = long_text()
    approved: bool
    undoes: str
    undone_by: str | None


class SavedPlans(Row, table=True):
    """Plans that were put down to be looked at, by their digest, and who approved them."""

    __tablename__ = "saved_plans"

    digest: str = Field(primary_key=True)
    at: int = moment()
    actor: str
    held: str = long_text()
    data: str = long_text()
    approved_by: str | None
    approved_at: int | None = moment()
    run: str | None


class Orders(Row, table=True):
    """Runs that somebody asked for, for whoever serves to carry out: `act` is `apply` (of the plan `about`, which that
    approves) or `undo` (of the run `about`). `told` is what came of it, and `is_wrong` whether that is less than was meant."""

    __tablename__ = "orders"
    __table_args__ = (Index("orders_by_moment", "at"),)

    run: str = Field(primary_key=True)
    act: str
    about: str
    actor: str
    at: int = moment()
    began_at: int | None = moment()
    ended_at: int | None = moment()
    told: str | None = long_text()
    is_wrong: bool


class HeldEdits(Row, table=True):
    """Edits of rules that the guard held, by the digest of each, and who approved them. `base` is the digest of the text that
    the edit was made from, `text` the new one of `file`, `approval` names what it does to the rules in force."""

    __tablename__ = "held_edits"

    digest: str = Field(primary_key=True)
    at: int = moment()
    actor: str
    file: str
    base: str
    text: str = long_text()
    approval: str
    reason: str = long_text()
    approved_by: str | None
    approved_at: int | None = moment()


class Audit(Row, table=True):
    """Who did what, for ever: rows are only added. `chain` holds each to the one before it, as `store.seals` says. One of which
    words were cut since has a `seal` in place of the `salt`."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("audit_by_moment", "at"),
        Index("audit_by_actor", "actor"),
        Index("audit_by_action", "action"),
        Index("audit_by_target", "target"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    at: int = moment()
    actor: str
    action: str
    target: str
    before: str | None = long_text()
    after: str | None = long_text()
    salt: bytes | None
    seal: bytes | None
    chain: bytes
