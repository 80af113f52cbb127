"""The one address of GraphQL: a question is parsed, held against the schema, weighed, and executed.

https://docs.github.com/en/graphql/guides/forming-calls-with-graphql
"""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)
from starlette.requests import Request
from starlette.responses import Response

from sandbox.github import places, shapes
from sandbox.github.answers import reply
from sandbox.github.callers import Caller
from sandbox.github.graphql.cost import MOST_NODES, Cost, cost
from sandbox.github.graphql.problem import shown
from sandbox.github.graphql.root import root
from sandbox.github.graphql.view import View
from sandbox.github.problem import Problem as Refusal
from sandbox.github.shapes import Payload
from sandbox.github.state import GitHubState


@cache
def schema() -> GraphQLSchema:
    return build_schema(Path(__file__).with_name("schema.graphql").read_text())


class Question(NamedTuple):
    """A query, and what the schema says against it."""

    document: DocumentNode
    errors: list[GraphQLError]


@lru_cache(64)
def _question(query: str) -> Question:
    """Clients ask the same few questions over and over, and to read one takes as long as to answer it."""
    document = parse(query)
    return Question(document, validate(schema(), document))


class Endpoint:
    def __init__(self, state: GitHubState) -> None:
        self.state = state

    async def answer(self, request: Request) -> Response:
        """Status 200 whatever the question was, unless it is no question at all."""
        try:
            asked = json.loads(await request.body())
            question, variables = _question(asked["query"]), asked.get("variables") or {}
        except GraphQLError as error:
            return reply(request, {"errors": [shown(error)]})
        except (ValueError, KeyError, TypeError):
            raise Refusal(400, "Problems parsing JSON") from None
        caller = places.caller_of(request)
        if self.state.limits.exhausted(caller.name, "graphql", f"POST {request.url.path}"):
            return reply(request, {"errors": [_limited(caller)]})
        return reply(request, self._answer(caller, question, variables, asked.get("operationName")))

    def _answer(self, caller: Caller, question: Question, variables: dict[str, Any], name: str | None) -> Payload:
        document, errors = question
        operation = get_operation_ast(document, name)
        if errors or operation is None:
            return {"errors": [shown(error) for error in errors] or [{"message": "An operation name is required"}]}
        price = cost(document, operation, _with_defaults(operation, variables))
        if price.nodes > MOST_NODES:
            return {"errors": [_too_many(price)]}
        self.state.limits.spend(caller.name, "graphql", price.points)
        rate = self._rate(caller, price)
        result = execute_sync(
            schema(), document, root(View(self.state, caller), rate), variable_values=variables, operation_name=name
        )
        answer: Payload = {"data": result.data}
        return {**answer, "errors": [shown(error) for error in result.errors]} if result.errors else answer

    def _rate(self, caller: Caller, price: Cost) -> Payload:
        limit, window = self.state.limits.hourly["graphql"], self.state.limits.window(caller.name, "graphql")
        used = min(window.used, limit)
        counted = {"limit": limit, "used": used, "remaining": limit - used, "resetAt": shapes.stamp(window.ends)}
        return {"cost": price.points, "nodeCount": price.nodes, **counted}


def _with_defaults(operation: OperationDefinitionNode, variables: dict[str, Any]) -> dict[str, Any]:
    defaults = {
        each.variable.name.value: int(each.default_value.value)
        for each in operation.variable_definitions or ()
        if isinstance(each.default_value, IntValueNode)
    }
    return defaults | variables


def _limited(caller: Caller) -> Payload:
    return {"type": "RATE_LIMITED", "message": f"API rate limit exceeded for {caller.name}."}


def _too_many(price: Cost) -> Payload:
    words = (
        f"This query requests up to {price.nodes:,} possible nodes which exceeds the maximum limit of {MOST_NODES:,}."
    )
    return {"type": "MAX_NODE_LIMIT_EXCEEDED", "message": words}
