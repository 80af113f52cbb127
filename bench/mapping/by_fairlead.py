"""Fairlead as the hub runs it: rules read from TOML, then whole links with their provenance and what items inherit."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from bench.mapping.company import GOALS, Item, Parts, Rule
from core import records
from core.links import Placed
from mappings import Linker, link_all, load

DAY = date(2026, 3, 2)
AT_ONCE = 500  # items, as the hub takes them
MOMENT = datetime(2026, 3, 2, tzinfo=UTC)


def prepare(items: Sequence[Item]) -> Callable[[Sequence[Rule]], list[str | None]]:
    ready = [Placed(_item(each), each["team"] or None) for each in items]

    def match(rules: Sequence[Rule]) -> list[str | None]:
        linker = Linker(load(toml(rules), "mappings.toml"), _goals(), today=DAY)
        parts = (ready[start : start + AT_ONCE] for start in range(0, len(ready), AT_ONCE))
        won = {link.item: link.rule for part in parts for link in link_all(linker, part)}
        return [won.get(item["key"]) for item in items]

    return match


def toml(rules: Sequence[Rule]) -> str:
    """The rules as `mappings.toml`: JSON's texts, numbers and lists are TOML's too."""
    return "".join(map(_rule, rules))


def _rule(rule: Rule) -> str:
    lines = [f"{key} = {json.dumps(rule[key])}" for key in ("id", "goal", "weight", "stop")]
    unless = [f"unless = {_table(rule['unless'])}"] if rule["unless"] else []
    return "\n".join(["[[rule]]", *lines, f"when = {_table(rule['when'])}", *unless, "", ""])


def _table(parts: Parts) -> str:
    return f"{{ {', '.join(f'{field} = {_test(field, value)}' for field, value in parts.items())} }}"


def _test(field: str, value: Any) -> str:
    if field == "title":
        return f'{{ glob = "*{value}*" }}'
    return f"{{ regex = '{value.replace('#', '[0-9]')}' }}" if field == "text" else json.dumps(value)


def _goals() -> dict[str, records.Goal]:
    keys = [f"O-{number}" for number in range(GOALS)]
    return {key: records.Goal(source="bench", key=key, level="objective", title=key, place="bench") for key in keys}


def _item(each: Item) -> records.Item:
    return records.Item(
        source="jira",
        id=each["key"],
        key=each["key"],
        kind="issue",
        container=each["project"],
        title=each["title"],
        text=each["text"],
        url="",
        status="Open",
        category="todo",
        created_at=MOMENT,
        updated_at=MOMENT,
        labels=tuple(each["labels"]),
        components=tuple(each["components"]),
        parent=each["parent"] or None,
    )
