"""Errors of a GraphQL answer: their status is 200, and `type` says what they are.

https://docs.github.com/en/graphql/guides/forming-calls-with-graphql
"""

from typing import Any

from graphql import GraphQLError

from sandbox.github.shapes import Payload


class Problem(Exception):
    """Makes its field null. `extensions` are added where GitHub has some."""

    def __init__(self, type_: str, message: str, **extensions: Any) -> None:
        super().__init__(message)
        self.type, self.extensions = type_, extensions


def shown(error: GraphQLError) -> Payload:
    """A mistake in the document itself has no type, but a code."""
    cause = error.original_error
    places = [{"line": place.line, "column": place.column} for place in error.locations or []]
    body: Payload = {"message": error.message, "locations": places}
    if error.path:
        body["path"] = error.path
    if isinstance(cause, Problem):
        more = {"extensions": cause.extensions} if cause.extensions else {}
        return {"type": cause.type, **body, **more}
    return {**body, "extensions": {"code": _code(error.message)}}


def _code(message: str) -> str:
    known = {
        "Cannot query field": "undefinedField",
        "Unknown argument": "argumentNotAccepted",
        "Variable": "variableMismatch",
    }
    return next((code for words, code in known.items() if words in message), "invalidDocument")
