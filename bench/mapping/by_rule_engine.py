"""The peer rule-engine: one of its rules for each of ours, asked in the order of precedence."""

import json
from collections.abc import Callable, Mapping, Sequence
from operator import methodcaller
from typing import Any

import rule_engine

from bench.mapping.company import Item, Rule
from bench.mapping.order import Ranked


def prepare(items: Sequence[Item]) -> Callable[[Sequence[Rule]], list[str | None]]:
    def match(rules: Sequence[Rule]) -> list[str | None]:
        ranked = Ranked(rules, lambda rule: rule_engine.Rule(_expression(rule)))
        return [ranked.winner(methodcaller("matches", item)) for item in items]

    return match


def _expression(rule: Rule) -> str:
    unless = f" and not ({_all(rule['unless'])})" if rule["unless"] else ""
    return _all(rule["when"]) + unless


def _all(parts: Mapping[str, Any]) -> str:
    return " and ".join(_part(field, value) for field, value in parts.items())


def _part(field: str, value: Any) -> str:
    if field == "text":
        return f"text =~~ {json.dumps(value.replace('#', '[0-9]'))}"
    if field == "title":
        return f"{json.dumps(value)} in title"
    if field in ("project", "team"):
        return f"{field} == {json.dumps(value)}"
    one = f"{json.dumps(value)}"
    return (
        f"parent in {one}"
        if field == "parent"
        else "(" + " or ".join(f"{json.dumps(v)} in {field}" for v in value) + ")"
    )
