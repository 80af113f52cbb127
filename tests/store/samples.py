"""Records to fill a store with."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from core.contract import Stream
from core.records import Account, Activity, Facet, Goal, Item, Record
from store import Counts, Store, pulls

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ISSUES = Stream("issues", "PAY", exhaustive=True)
OKRS = Stream("goals", "OKRs", incremental=False, exhaustive=True)


def item(number: int, **changes: Any) -> Item:
    values: dict[str, Any] = {
        "source": "jira",
        "id": str(10_000 + number),
        "key": f"PAY-{number}",
        "kind": "issue",
        "container": "PAY",
        "title": f"Item {number}",
        "url": f"https://jira.example.com/browse/PAY-{number}",
        "status": "In Progress",
        "category": "doing",
        "created_at": NOW - 20 * DAY,
        "updated_at": NOW - 10 * DAY,
    }
    return Item(**{**values, **changes})


def facet(number: int, origin: str = "board", **changes: Any) -> Facet:
    values: dict[str, Any] = {"source": "jira", "id": str(10_000 + number), "at": NOW - 9 * DAY}
    return Facet(origin=origin, **{**values, **changes})


def activity(number: int, item_key: str = "PAY-1", **changes: Any) -> Activity:
    values: dict[str, Any] = {"source": "jira", "at": NOW - DAY, "kind": "comment", "actor": "ana"}
    return Activity(id=f"comment-{number}", item=item_key, **{**values, **changes})


def account(login: str, **changes: Any) -> Account:
    values: dict[str, Any] = {"source": "jira", "name": login.title(), "email": f"{login}@Example.com"}
    return Account(id=login, **{**values, **changes})


def goal(key: str, **changes: Any) -> Goal:
    values: dict[str, Any] = {"source": "sheets", "level": "objective", "title": f"Goal {key}", "place": f"OKRs!{key}"}
    return Goal(key=key, **{**values, **changes})


def pull(store: Store, *records: Record, stream: Stream = ISSUES, now: datetime = NOW) -> Counts:
    """One batch, committed with a cursor."""
    connector = "sheets" if stream.name == "goals" else "jira"
    with store.write() as tx:
        return pulls.commit(tx, connector, stream, records, "cursor", now)


def finish(
    store: Store, stream: Stream = OKRS, now: datetime = NOW, *, complete: bool = True, unchanged: bool = False
) -> None:
    connector = "sheets" if stream.name == "goals" else "jira"
    with store.write() as tx:
        pulls.succeeded(tx, connector, stream, now, complete=complete, unchanged=unchanged, every_minutes=15)


def waiting(tx: Connection) -> int:
    """How many items have changed since they were last mapped."""
    return int(tx.execute(text("SELECT count(*) FROM pending")).scalar_one())
