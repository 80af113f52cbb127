"""What facts are read from: made of the other tables by `store.kept`, and made anew where those have changed.

Nothing here says anything that the other tables do not say; it may be thrown away at any time.
"""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from store.tables.row import CLUSTERED, Row, item_id, long_text, moment


class Unjudged(Row, table=True):
    """Items of which the rows in these tables are to be made anew."""

    __tablename__ = "unjudged"

    item_id: int = item_id(primary_key=True)


class GoalItems(Row, table=True):
    """The living items that count for a goal. Goal '': those that no link covers.

    `part` is `own` (its main goal), `also` (it shares the item), `self` (one of these, and the item is the goal's own), `below`
    (the item hangs below such a one, or below the goal's own, and has no link to the goal), or the kind of an item of goal ''.
    `category` is `talk` for threads, `since` when it began. `team` has the item, as long as it is not done; '' without.
    `newest` is the newest human activity on the item, 0 without.
    """

    __tablename__ = "goal_items"
    __table_args__ = (Index("goal_items_by_item", "item_id"), CLUSTERED)

    goal: str = Field(primary_key=True)
    item_id: int = item_id(primary_key=True)
    part: str
    category: str
    team: str
    since: int = moment()
    newest: int = moment()


class GoalTallies(Row, table=True):
    """`goal_items` put together: how many, and the last `since` and `newest` of them."""

    __tablename__ = "goal_tallies"
    __table_args__ = CLUSTERED

    goal: str = Field(primary_key=True)
    part: str = Field(primary_key=True)
    category: str = Field(primary_key=True)
    team: str = Field(primary_key=True)
    items: int
    since: int | None = moment()
    newest: int | None = moment()


class Divided(Row, table=True):
    """How many items are divided between the same goals (a JSON array of their keys, in order), by category."""

    __tablename__ = "divided"
    __table_args__ = CLUSTERED

    goals: str = Field(primary_key=True)
    category: str = Field(primary_key=True)
    items: int


class Marks(Row, table=True):
    """What open work shows that is looked for among all of it: its `status`, that it is `flagged`, or `waits` for other items;
    and threads with `labels`, which are the reactions to them. `what` is the status, else ''."""

    __tablename__ = "marks"
    __table_args__ = (Index("marks_by_item", "item_id"), CLUSTERED)

    mark: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    item_id: int = item_id(primary_key=True)


class TitleKeys(Row, table=True):
    """What the title of an open item is found by when others are like it (`core.likeness`). `waits`: since when it waits to be
    begun; a moment that never comes for what is in progress."""

    __tablename__ = "title_keys"
    __table_args__ = (Index("title_keys_by_item", "item_id"), CLUSTERED)

    key: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    item_id: int = item_id(primary_key=True)
    waits: int = moment()


class Quotes(Row, table=True):
    """What the text of an open item names (`item_refs`): others that name the same may be about the same. `waits` is that of
    `TitleKeys`."""

    __tablename__ = "quotes"
    __table_args__ = (Index("quotes_by_item", "item_id"), CLUSTERED)

    ref: str = Field(primary_key=True)
    item_id: int = item_id(primary_key=True)
    waits: int = moment()


class Journeys(Row, table=True):
    """What flow counts of an item (`told`, a `core.journey.Journey` as JSON) in the 90 days up to the end of the day that is
    kept in `meta`; without what waited to be begun all the time."""

    __tablename__ = "journeys"

    item_id: int = item_id(primary_key=True)
    source: str
    container: str
    told: str = long_text()


class Efforts(Row, table=True):
    """What a person put into an item on a UTC day (counted from 1970), by the goals that the item serves now. Goal '': none.

    `person_days` are in millionths of millionths, whole, so that their sum does not depend on the order. `points` are those
    of an item that was done that day, with person ''.
    """

    __tablename__ = "efforts"
    __table_args__ = (Index("efforts_by_item", "item_id"), Index("efforts_by_person", "person", "day"), CLUSTERED)

    day: int = Field(primary_key=True)
    team: str = Field(primary_key=True)
    goal: str = Field(primary_key=True)
    item_id: int = item_id(primary_key=True)
    person: str = Field(primary_key=True)
    doing: bool
    person_days: int = Field(sa_type=BigInteger)
    hours: float | None
    points: float | None


class Finished(Row, table=True):
    """Work that is done, by the day it was, with its team. `type`: where its tool knows none, its kind. `logged`: it has
    worklogs."""

    __tablename__ = "finished"
    __table_args__ = (Index("finished_by_day", "day"),)

    item_id: int = item_id(primary_key=True)
    day: int
    team: str
    type: str
    points: float | None
    estimate: float | None
    logged: bool
