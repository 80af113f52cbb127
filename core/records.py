"""What a connector pulls: the first station on the road of an item.

Identity is the vendor's immutable id (`id`); people and texts name things by `key`, which can change when an item
moves. All datetimes are aware and in UTC.
"""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

Category = Literal["todo", "doing", "done"]
Level = Literal["strategy", "objective", "key_result", "kpi", "initiative"]
Kind = Literal["issue", "epic", "pull_request", "thread", "row"]
Tracked = Literal["status", "category", "assignee", "due", "parent"]

Direction = Literal["increase", "decrease", "keep"]
Measure = Literal["increase", "decrease", "keep", "milestone"]

TEXT_LIMIT = 2_000  # characters of an item's text that the hub keeps
FIELD_LIMIT = 200  # characters of one value of a field of the site's own


class Change(Struct, frozen=True, gc=False):
    """One field of an item took a new value; a moved status is two changes, of `status` and of `category`."""

    at: datetime
    field: Tracked
    before: str | None
    after: str | None


class Item(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An issue, epic, pull request, sheet row or Slack thread as it stands in its tool now.

    `container` is the project key, `owner/repo` or channel name. `parent` is the key of the epic, parent issue or
    closed issue in the same tool. `refs` are the keys and URLs its text names (`core.references.references`).
    `author` and `assignee` are account ids of the tool. `changes` is what the tool itself tells of the past, oldest first.
    `estimate` is in person-days, `points` in story points. `blocked_by` are keys of items in the same tool that must end
    first; `flagged` is a person's mark that it cannot go on. `fields` are the site's own fields by the name people see, in
    alphabetical order, each value as text. Of a thread, `participants` are account ids; `replies` and `reactions` are counts.
    The hub forgets `text` after `text_until`. The place of a `narrow` item is for few: nobody else is told its words
    (`core.audience`).
    """

    source: str
    id: str
    key: str
    kind: Kind
    container: str
    title: str
    url: str
    status: str
    category: Category
    created_at: datetime
    updated_at: datetime
    type: str = ""
    text: str = ""
    labels: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    milestone: str | None = None
    priority: str | None = None
    author: str | None = None
    assignee: str | None = None
    parent: str | None = None
    due: date | None = None
    done_at: datetime | None = None
    estimate: float | None = None
    points: float | None = None
    blocked_by: tuple[str, ...] = ()
    flagged: bool = False
    fields: dict[str, tuple[str, ...]] = {}
    participants: tuple[str, ...] = ()
    replies: int = 0
    reactions: int = 0
    text_until: datetime | None = None
    refs: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    narrow: bool = False


class Facet(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What a second place in the tool says of an item: a board's columns, the issues that a pull request closes.

    `id` is the item's; `origin` names the place (`project acme/3`), and says one thing of an item at a time. What is None
    or empty leaves the item as it is; `fields` are added to its own. `at` is when this was last changed.
    """

    source: str
    id: str
    origin: str
    at: datetime
    status: str | None = None
    category: Category | None = None
    due: date | None = None
    parent: str | None = None
    estimate: float | None = None
    points: float | None = None
    fields: dict[str, tuple[str, ...]] = {}


class Activity(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Somebody touched an item: a comment, changelog entry, review, event or reply.

    `id` is unique within the source and stream-independent (prefix it: `comment-91`). `bot` is true for apps and bots.
    `hours` is the time that a worklog says was spent. `kind` is the tool's word, but for two that tell since when an item is
    held back: `flagged` (it got its flag, or a label that says so) and `blocked_by_added`.
    """

    source: str
    id: str
    item: str  # the item's key
    at: datetime
    kind: str
    actor: str | None
    bot: bool = False
    hours: float | None = None


class Account(Struct, frozen=True, kw_only=True, gc=False):
    """A user account of one tool; accounts become one person by e-mail or by the people map. `zone` is an IANA name."""

    source: str
    id: str
    name: str = ""
    email: str | None = None
    active: bool = True
    bot: bool = False
    zone: str = ""


class Group(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A group or team of the tool with all its members (account ids). `name` is how the people map names it."""

    source: str
    id: str
    name: str
    members: tuple[str, ...] = ()


class Profile(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A person as a list of people describes them; `accounts` are handles such as `github:ana-l`."""

    source: str
    id: str
    email: str
    place: str
    name: str = ""
    team: str | None = None
    accounts: tuple[str, ...] = ()


class Goal(Struct, frozen=True, kw_only=True, gc=False):
    """One node of the chain strategy → objective → key result → KPI → initiative.

    `owners` are e-mails or `source:account` handles, as the source gives them. Dates are inclusive.
    `target_share` and `confidence` are shares 0–1. `place` says where it was read (`OKRs!A12`, `jira:PAY-1`).
    `measure` is which way its value should go, None where nobody said so (`core.measure` infers it); `low` and `high` bound
    the range to keep it in, and `query` counts items that give the value. `weight` is what it counts for beside its siblings.
    `declared` is the status its owner wrote. `item` is the key of the item that this goal also is (an epic, a milestone).
    `cells` says of each field that has a place of its own where that is (`OKRs!D12`).
    """

    source: str
    key: str
    level: Level
    title: str
    place: str
    url: str = ""
    parent: str | None = None
    owners: tuple[str, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    closed: bool = False
    superseded_by: str | None = None
    target_share: float | None = None
    start: float | None = None
    target: float | None = None
    current: float | None = None
    confidence: float | None = None
    declared: str = ""
    item: str | None = None
    cells: dict[str, str] = {}
    measure: Measure | None = None
    low: float | None = None
    high: float | None = None
    weight: float | None = None
    query: str = ""


class Target(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """The value that a goal (by key) should have at the end of a period; both days belong to it."""

    source: str
    id: str
    goal: str
    begin: date
    end: date
    value: float
    place: str


class Metric(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A measure of the company's register. `supports` and `conflicts` are keys of goals that it should move, or works against.

    `low` and `high` bound the range to keep it in.
    """

    source: str
    id: str
    key: str
    title: str
    place: str
    unit: str = ""
    direction: Direction = "increase"
    low: float | None = None
    high: float | None = None
    owners: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


class Reading(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What was measured or said of a goal or metric (`subject`, by key) on a day: a check-in, or a value in a series.

    `confidence` is a share 0–1, `status` as its author wrote it, `author` an e-mail or handle.
    """

    source: str
    id: str
    subject: str
    at: date
    place: str
    value: float | None = None
    confidence: float | None = None
    status: str = ""
    note: str = ""
    author: str | None = None


class Decision(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Something that was decided, on a day, about goals (by key). `owners` are those who decided."""

    source: str
    id: str
    at: date
    title: str
    place: str
    kind: str = ""
    goals: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    note: str = ""
    url: str = ""


class Tombstone(Struct, frozen=True, gc=False):
    """The tool itself said that this item is gone (never inferred from absence)."""

    source: str
    id: str
    reason: str


class Rejected(Struct, frozen=True, kw_only=True, gc=False):
    """Input that could not be read: kept with its reason while the rest goes on.

    `place` names it for a person (`OKRs!D14`, `jira issue 10063`). `lost` is false where only one value was left out
    and the record itself was still loaded.
    """

    source: str
    place: str
    reason: str
    raw: str = ""
    lost: bool = True


class Checkpoint(Struct, frozen=True, gc=False):
    """All records before this one may be committed together with `cursor`. `done` and `total` count items, for progress."""

    cursor: str
    done: int = 0
    total: int | None = None


Statement = Target | Metric | Reading | Decision | Group | Profile
"""What a tool states beside items and goals: kept whole, found by kind, source and id."""

Record = Item | Facet | Activity | Account | Goal | Statement | Tombstone | Rejected
