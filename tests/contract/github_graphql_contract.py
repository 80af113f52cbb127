"""Holds questions to GitHub's GraphQL against GitHub's own schema (`scripts/extract_github_graphql.py`).

Answers need no second look: the server lets graphql-core execute them, which gives nothing that the schema does not know.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from graphql import GraphQLError, GraphQLSchema, build_schema, get_operation_ast, parse, validate
from graphql.execution.values import get_variable_values

from sandbox.history import Exchange

SCHEMA = Path(__file__).parents[2] / "sandbox" / "github" / "graphql" / "schema.graphql"
ANSWERED = {"data", "errors"}


def check(exchange: Exchange) -> None:
    """AssertionError when the question or its variables are not in the schema, or the answer is none."""
    place = f"{exchange.method} {exchange.path}"
    assert exchange.method == "POST", f"{place}: questions are posted"
    asked = json.loads(exchange.request_body)
    unknown = asked.keys() - {"query", "variables", "operationName"}
    assert not unknown, f"{place}: the request has unknown fields {sorted(unknown)}"
    _check_question(place, asked["query"], asked.get("variables") or {}, asked.get("operationName"))
    if exchange.status == 200:
        answer = json.loads(exchange.response_body)
        assert answer.keys() <= ANSWERED, f"{place}: the answer has {sorted(answer)}"
        assert answer, f"{place}: the answer is empty"


def _check_question(place: str, document: str, variables: dict[str, Any], name: str | None) -> None:
    try:
        parsed = parse(document)
    except GraphQLError as error:
        raise AssertionError(f"{place}: {error.message}") from None
    errors = [error.message for error in validate(_schema(), parsed)]
    assert not errors, f"{place}: {'; '.join(errors)}"
    operation = get_operation_ast(parsed, name)
    assert operation, f"{place}: which operation is meant"
    declared = {each.variable.name.value for each in operation.variable_definitions or ()}
    assert variables.keys() <= declared, f"{place}: undeclared variables {sorted(variables.keys() - declared)}"
    values = get_variable_values(_schema(), operation.variable_definitions or (), variables)
    assert not isinstance(values, list), f"{place}: {values[0].message}"


@cache
def _schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text())
