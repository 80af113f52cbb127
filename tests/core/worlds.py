"""Small hand-made facts for detector tests."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.facts import DailyEffort, Facts, GoalFact, ItemFact
from core.records import Goal

NOW = datetime(2026, 6, 17, 12, tzinfo=UTC)  # a Wednesday


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def facts(daily: Iterable[DailyEffort] = (), **given: Any) -> Facts:
    return Facts(as_of=NOW, daily=tuple(sorted(daily, key=lambda row: row.day)), **given)


def item(key: str = "jira:PAY-1", *, since: datetime = NOW, **given: Any) -> ItemFact:
    defaults: dict[str, Any] = {
        "source": key.partition(":")[0],
        "title": "Mend the ledger",
        "url": "https://acme.example/PAY-1",
        "container": "PAY",
        "category": "doing",
    }
    return ItemFact(key=key, since=since, **{**defaults, **given})


def goal(key: str = "KR-1", *, level: Any = "key_result", **given: Any) -> Goal:
    return Goal(source="sheets", key=key, level=level, title="Grow", place="OKRs!A2", **given)


def key_result(current: float, *, first: date, last: date, start: float = 0, target: float = 100) -> GoalFact:
    one = goal(start=start, target=target, current=current, effective_from=first, effective_to=last)
    return GoalFact(goal=one, owners=("ana@acme.test",), doing=True)
