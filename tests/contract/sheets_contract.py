"""Holds every exchange with Google Sheets against the discovery document that ships in google-api-python-client."""

import json
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl

from jsonschema import Draft202012Validator

from sandbox.history import Exchange

_TYPES = {"any": True, "integer": {"type": "integer"}, "number": {"type": "number"}, "boolean": {"type": "boolean"}}
_STATUSES = ["INVALID_ARGUMENT", "UNAUTHENTICATED", "PERMISSION_DENIED", "NOT_FOUND"]
_ERROR = Draft202012Validator(
    {
        "type": "object",
        "required": ["error"],
        "additionalProperties": False,
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message", "status"],
                "additionalProperties": False,
                "properties": {
                    "code": {"type": "integer"},
                    "message": {"type": "string"},
                    "status": {"enum": _STATUSES},
                    "details": {"type": "array"},
                },
            }
        },
    }
)


def check(exchange: Exchange) -> None:
    """AssertionError when path, query, request or response is not in the specification. Planted faults (203, 429, 5xx) pass."""
    if exchange.path == "/token":
        return
    place = f"{exchange.method} {exchange.path}"
    method = _method(exchange.method, exchange.path)
    assert method, f"{place}: no such method in the Sheets API"
    _check_query(place, method, exchange.query)
    if exchange.request_body:
        assert "request" in method, f"{place}: takes no body"
        _conform(f"{place} request", method["request"]["$ref"], exchange.request_body)
    if exchange.status == 200:
        _conform(f"{place} response", method["response"]["$ref"], exchange.response_body)
    elif 400 <= exchange.status < 429:
        _conform(f"{place} error", None, exchange.response_body)


def _check_query(place: str, method: dict[str, Any], query: str) -> None:
    known = _document()["parameters"] | {
        name: spec for name, spec in method.get("parameters", {}).items() if spec["location"] == "query"
    }
    for name, value in parse_qsl(query, keep_blank_values=True):
        assert name in known, f"{place}: unknown query name {name}"
        value = value.lower() if known[name]["type"] == "boolean" else value
        allowed = ["true", "false"] if known[name]["type"] == "boolean" else known[name].get("enum", [value])
        assert value in allowed, f"{place}: {name}={value} is not one of {allowed}"


def _conform(place: str, schema: str | None, body: bytes) -> None:
    """Without a schema it has to be an error."""
    wrong = _wrong(schema, body)
    assert wrong is None, f"{place}: {wrong}"


@lru_cache(4096)
def _wrong(schema: str | None, body: bytes) -> str | None:
    """Sheets of tests are much alike, and to look through one takes longer than to answer with it."""
    try:
        error = next((_validator(schema) if schema else _ERROR).iter_errors(json.loads(body)), None)
    except ValueError:
        return "no JSON"
    return f"{error.message} at {error.json_path}" if error else None


def _method(verb: str, path: str) -> dict[str, Any] | None:
    return next((m for pattern, m in _methods() if m["httpMethod"] == verb and pattern.fullmatch(path)), None)


@cache
def _document() -> Any:
    return json.loads(files("googleapiclient.discovery_cache.documents").joinpath("sheets.v4.json").read_text())


@cache
def _methods() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """Every method with the pattern of its path, the most literal first, because a range may hold any character."""
    found = sorted(_below(_document()), key=lambda method: (":" not in method["path"], -len(method["path"])))
    return [(re.compile("/" + _pattern(method["path"])), method) for method in found]


def _below(resource: dict[str, Any]) -> list[dict[str, Any]]:
    deeper = [method for child in resource.get("resources", {}).values() for method in _below(child)]
    return [*resource.get("methods", {}).values(), *deeper]


def _pattern(path: str) -> str:
    parts = re.split(r"(\{\w+\})", path)
    names = {"{range}": ".+"}
    return "".join(names.get(part, "[^/:]+") if part.startswith("{") else re.escape(part) for part in parts)


@cache
def _validator(name: str) -> Draft202012Validator:
    definitions = {each: _json_schema(schema) for each, schema in _document()["schemas"].items()}
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": definitions})


def _json_schema(node: dict[str, Any]) -> Any:
    """A discovery schema as a strict JSON Schema: no property beyond those named, enums closed."""
    if "$ref" in node:
        return {"$ref": f"#/$defs/{node['$ref']}"}
    if node["type"] == "array":
        return {"type": "array", "items": _json_schema(node["items"])}
    if node["type"] == "object":
        rest = _json_schema(node["additionalProperties"]) if "additionalProperties" in node else False
        properties = {name: _json_schema(each) for name, each in node.get("properties", {}).items()}
        return {"type": "object", "properties": properties, "additionalProperties": rest}
    if node["type"] == "string":
        return {"type": "string"} | ({"enum": node["enum"]} if "enum" in node else {})
    return _TYPES[node["type"]]
