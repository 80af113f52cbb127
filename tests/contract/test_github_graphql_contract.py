"""The check that guards questions to GraphQL must itself catch what is wrong."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.history import Exchange
from tests.contract.github_contract import check

ISSUES = """query Issues($name: String!, $first: Int = 5) { repository(owner: "acme", name: $name) {
  issues(first: $first, orderBy: {field: UPDATED_AT, direction: DESC}) { nodes { id } } } }"""


def exchange(
    document: str, variables: Any = None, *, method: str = "POST", answer: Any = None, **more: Any
) -> Exchange:
    return Exchange(
        tool="github",
        at=datetime(2026, 3, 2, tzinfo=UTC),
        method=method,
        path="/graphql",
        query="",
        request_headers={},
        request_body=json.dumps({"query": document, "variables": variables or {}, **more}).encode(),
        status=200,
        response_headers={},
        response_body=json.dumps({"data": {}} if answer is None else answer).encode(),
    )


@pytest.mark.parametrize(
    "good",
    [
        exchange("{ viewer { login } }"),
        exchange(ISSUES, {"name": "web"}),
        exchange(ISSUES, {"name": "web", "first": 100}, operationName="Issues"),
        exchange("{ viewer { login } }", answer={"errors": [{"type": "RATE_LIMITED", "message": "x"}]}),
    ],
)
def test_what_the_schema_knows_passes(good: Exchange) -> None:
    check(good)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (exchange("{ viewer { nickname } }"), "nickname"),
        (exchange("{ repository(name: 1) { id } }"), "owner"),
        (exchange("{ viewer"), "Syntax Error"),
        (exchange(ISSUES.replace("UPDATED_AT", "UPDATED"), {"name": "web"}), "UPDATED"),
        (exchange(ISSUES, {}), r"\$name"),
        (exchange(ISSUES, {"name": "web", "first": "many"}), r"\$first"),
        (exchange(ISSUES, {"name": "web", "last": 5}), "undeclared variables"),
        (exchange(ISSUES, {"name": "web"}, operationName="Pulls"), "which operation"),
        (exchange("mutation { deleteIssue { id } }"), "mutation"),
        (exchange("{ viewer { login } }", method="PUT"), "posted"),
        (exchange("{ viewer { login } }", extra=1), "unknown fields"),
        (exchange("{ viewer { login } }", answer={"message": "x"}), "the answer has"),
        (exchange("{ viewer { login } }", answer={}), "empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_it_does_not_know_is_named(bad: Exchange, reason: str) -> None:
    with pytest.raises(AssertionError, match=reason):
        check(bad)
