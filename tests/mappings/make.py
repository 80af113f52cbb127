"""Short ways to write items, goals and rules."""

from datetime import UTC, date, datetime
from typing import Any

from core.links import Choice, Link, Neighbour, Placed
from core.records import Goal, Item
from mappings import Linker, Neighbours, Ruleset, load

DAY = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 1, tzinfo=UTC)


def item(key: str = "PAY-7", **fields: Any) -> Item:
    defaults: dict[str, Any] = {
        "source": "jira",
        "id": key,
        "key": key,
        "kind": "issue",
        "container": "PAY",
        "title": "Pay by card",
        "url": f"https://tool.example/{key}",
        "status": "Open",
        "category": "todo",
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }
    return Item(**defaults | fields)


def goal(key: str, **fields: Any) -> Goal:
    defaults: dict[str, Any] = {"source": "sheets", "key": key, "level": "objective", "title": key, "place": "OKRs!A2"}
    return Goal(**defaults | fields)


def goals(*keys: str) -> dict[str, Goal]:
    return {key: goal(key) for key in keys}


def rules(text: str) -> Ruleset:
    return load(text, "mappings.toml")


def rule(when: str, name: str = "r", aim: str = 'goal = "O-1"', more: str = "") -> str:
    return f'[[rule]]\nid = "{name}"\n{aim}\n{more}\nwhen = {when}\n'


def linker(text: str, known: dict[str, Goal] | None = None, **manual: str | None) -> Linker:
    """A linker for the rules; `manual` gives goals by key of Jira items, with `_` for `-`; None exempts."""
    by_hand = {("jira", key.replace("_", "-")): chosen(goal) for key, goal in manual.items()}
    return Linker(rules(text), goals("O-1", "O-2") if known is None else known, by_hand, today=DAY)


def chosen(goal: str | None) -> Choice:
    return Choice(shares=((goal, 1.0),) if goal else ())


def first(made: Linker, each: Item, team: str | None = None) -> Link | None:
    """The first link that an item earns by itself."""
    return next(iter(made.earned(Placed(each, team)).links), None)


def nobody() -> Neighbours:
    return Neighbours()


def beside(each: Item, *links: Link | None) -> Neighbour:
    return Neighbour(each.source, each.key, each.kind, each.url, tuple(filter(None, links)))
