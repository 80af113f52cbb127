"""Holds every exchange with GitHub against GitHub's own OpenAPI description (`scripts/extract_github_schema.py`)."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from openapi_schema_validator import OAS30Validator, oas30_format_checker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from sandbox.history import Exchange
from tests.contract import github_graphql_contract

SPECIFICATION = Path(__file__).with_name("github.openapi.json")
FAULTS = (403, 429, 500, 502, 503, 504)  # answered for limits and by planted faults, on any path

GRAPHQL = ("/graphql", "/api/graphql")
SAME = (  # what links lead on by, which the description does not list
    (r"^/repositories/\d+", "/repos/owner/repo"),
    (r"^/organizations/\d+/team/\d+", "/orgs/org/teams/team"),
    (r"^/organizations/\d+", "/orgs/org"),
    (r"^/user/\d+", "/users/user"),
)
ERROR = {"$ref": "#/components/schemas/basic-error"}


def check(exchange: Exchange) -> None:
    """AssertionError when path, query, request body or answer is not in the specification."""
    place, operation = f"{exchange.method} {exchange.path}", _operation(exchange)
    if exchange.path in GRAPHQL:
        _check_graphql(place, exchange)
    elif operation or exchange.status != 404:
        assert operation, f"{place}: no such operation"
        _check_query(place, operation, exchange.query)
        if exchange.status not in (400, 422):
            _check_request(place, operation, exchange.request_body)
        _check_response(place, operation, exchange)


def _check_graphql(place: str, exchange: Exchange) -> None:
    if exchange.status == 200:
        github_graphql_contract.check(exchange)
    else:
        _check(f"{place} {exchange.status} response", ERROR, _json(place, exchange.response_body))


def _operation(exchange: Exchange) -> Any:
    path = exchange.path.removeprefix("/api/v3")
    for by_id, by_name in SAME:
        path = re.sub(by_id, by_name, path)
    return next((verbs.get(exchange.method.lower()) for pattern, verbs in _paths() if pattern.fullmatch(path)), None)


def _check_query(place: str, operation: Any, query: str) -> None:
    known = {p["name"]: p["schema"] for p in map(_resolved, operation.get("parameters", [])) if p["in"] == "query"}
    for name, text in parse_qsl(query, keep_blank_values=True):
        if name == "after" and place.endswith("/issues"):
            continue  # GitHub's own links have it, and only they
        assert name in known, f"{place}: unknown query name {name}"
        schema = known[name]
        value = int(text) if schema.get("type") == "integer" and text.isdigit() else text
        _check(f"{place} query {name}={text}", schema, value)
        assert name != "per_page" or 1 <= int(value) <= 100, f"{place}: per_page={text} is cut to 100 by GitHub"


def _check_request(place: str, operation: Any, body: bytes) -> None:
    expected = operation.get("requestBody")
    if not body:
        assert not (expected and expected.get("required")), f"{place}: takes a body"
        return
    assert expected, f"{place}: takes no body"
    content, schema = _json(place, body), expected["content"]["application/json"]["schema"]
    _check(f"{place} request", schema, content)
    for choice in schema.get("oneOf", [schema]):
        unknown = content.keys() - choice["properties"].keys()
        assert not unknown, f"{place}: the request has unknown fields {sorted(unknown)}"


def _check_response(place: str, operation: Any, exchange: Exchange) -> None:
    status = str(exchange.status)
    if exchange.status in FAULTS or exchange.status == 401:
        if exchange.response_body:
            _check(f"{place} {status} response", ERROR, _json(place, exchange.response_body))
        return
    conditional = exchange.status == 304 and exchange.request_headers.get("if-none-match")
    if conditional:
        assert not exchange.response_body, f"{place}: a 304 has no body"
        return
    known = operation["responses"]
    missing = exchange.status in (301, 307, 404, 410)  # as every call below a repository may answer
    assert status in known or missing, f"{place}: answers no {status}"
    answer = _resolved(known.get(status, {"$ref": "#/components/responses/not_found"}))
    if "content" in answer:
        schema = answer["content"]["application/json"]["schema"]
        _check(f"{place} {status} response", schema, _json(place, exchange.response_body))
    else:
        assert not exchange.response_body, f"{place}: {status} has no body"


def _json(place: str, body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise AssertionError(f"{place}: the body is no JSON ({error})") from None


def _check(place: str, schema: Any, value: Any) -> None:
    absolute = _absolute(json.dumps(schema))
    validator = OAS30Validator(absolute, registry=_registry(), format_checker=oas30_format_checker)
    errors = sorted(validator.iter_errors(value), key=lambda error: list(map(str, error.path)))
    assert not errors, f"{place}: " + "; ".join(f"{error.json_path} {error.message[:200]}" for error in errors[:5])


def _resolved(node: Any) -> Any:
    while "$ref" in node:
        _, _, kind, name = node["$ref"].split("/")
        node = _specification()["components"][kind][name]
    return node


@cache
def _absolute(schema: str) -> Any:
    return json.loads(schema.replace('"#/', '"urn:github#/'))


@cache
def _specification() -> Any:
    return json.loads(SPECIFICATION.read_text(), object_hook=_nullable)


def _nullable(node: dict[str, Any]) -> dict[str, Any]:
    """GitHub writes `nullable` beside an enum or a choice that does not name null, and answers null."""
    if node.get("nullable") is not True:
        return node
    nulls: dict[str, Any] = {"enum": None, "anyOf": {"enum": [None]}}
    return {**node, **{key: [*node[key], null] for key, null in nulls.items() if key in node}}


@cache
def _registry() -> Registry[Any]:
    resource = Resource.from_contents(_specification(), default_specification=DRAFT4)
    registry: Registry[Any] = Registry().with_resource("urn:github", resource)
    return registry


@cache
def _paths() -> list[tuple[re.Pattern[str], Any]]:
    """Literal paths before templates, as OpenAPI demands; a label's name may hold a slash."""
    paths = _specification()["paths"]
    order = sorted(paths, key=lambda path: path.count("{"))
    return [(re.compile(_pattern(path)), paths[path]) for path in order]


def _pattern(path: str) -> str:
    named = path.replace("{name}", ".+")
    for number in ("issue_number", "pull_number", "comment_id", "installation_id"):
        named = named.replace(f"{{{number}}}", r"\d+")
    return re.sub(r"\{\w+\}", "[^/]+", named)
