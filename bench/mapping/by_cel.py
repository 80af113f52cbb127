"""Two peers for the Common Expression Language: `cel-python`, and `common-expression-language`, a binding to Rust's cel."""

import json
from collections.abc import Callable, Mapping, Sequence
from operator import methodcaller
from typing import Any

from bench.mapping.company import Rule
from bench.mapping.order import Ranked


def prepare_rust(items: Sequence[Mapping[str, Any]]) -> Callable[[Sequence[Rule]], list[str | None]]:
    """A context made once an item, since making it is what most of a judgement costs."""
    import cel

    contexts = [cel.Context(variables=dict(item)) for item in items]

    def match(rules: Sequence[Rule]) -> list[str | None]:
        ranked = Ranked(rules, lambda rule: cel.compile(expression(rule)))
        return [ranked.winner(methodcaller("execute", seen)) for seen in contexts]

    return match


def prepare_python(items: Sequence[Mapping[str, Any]]) -> Callable[[Sequence[Rule]], list[str | None]]:
    import celpy
    from celpy.adapter import json_to_cel

    activations = [{name: json_to_cel(value) for name, value in item.items()} for item in items]

    def match(rules: Sequence[Rule]) -> list[str | None]:
        environment = celpy.Environment()
        ranked = Ranked(rules, lambda rule: environment.program(environment.compile(expression(rule))))
        return [ranked.winner(methodcaller("evaluate", seen)) for seen in activations]

    return match


def expression(rule: Rule) -> str:
    unless = f" && !({_all(rule['unless'])})" if rule["unless"] else ""
    return _all(rule["when"]) + unless


def _all(parts: Mapping[str, Any]) -> str:
    return " && ".join(_part(field, value) for field, value in parts.items())


def _part(field: str, value: Any) -> str:
    if field == "text":
        return f"text.matches({json.dumps(value.replace('#', '[0-9]'))})"
    if field == "title":
        return f"title.contains({json.dumps(value)})"
    if field in ("project", "team"):
        return f"{field} == {json.dumps(value)}"
    if field == "parent":
        return f"parent in {json.dumps(value)}"
    return "(" + " || ".join(f"{json.dumps(each)} in {field}" for each in value) + ")"
