"""Holds every exchange with Jira against Atlassian's own descriptions (`scripts/extract_jira_schema.py` for Cloud,
`scripts/extract_jira_dc_schema.py` for Data Center).

Requests strictly: nothing unknown, nothing that only Jira may set, and comment bodies are valid Atlassian documents (on Data
Center texts). Responses loosely, because the description rejects every real one: anything may be null, more keys may come,
dates are Jira's.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jsonschema import Draft4Validator
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from sandbox.history import Exchange
from tests.contract.jira_dc_contract import mended

HERE = Path(__file__).parent
UNDOCUMENTED = (
    400,
    401,
    403,
    404,
    410,
    429,
    500,
    502,
    503,
    504,
)  # whatever the operation, a real site may answer these


def check(exchange: Exchange) -> None:
    """AssertionError when path, query, request body or answer is not in the description."""
    place = f"{exchange.method} {exchange.path}"
    name = "jira_dc" if exchange.path.startswith("/rest/api/2/") else "jira"
    path = next((path for path, pattern in _patterns(name) if pattern.fullmatch(exchange.path)), "")
    operation = _published(name)["paths"].get(path, {}).get(exchange.method.lower())
    assert operation, f"{place}: no such operation"
    where = f":{name}#/paths/{path.replace('/', '~1')}/{exchange.method.lower()}"
    _check_query(place, operation, exchange.query)
    if exchange.status != 400:
        _check_request(place, operation, f"urn:strict{where}", exchange)
    _check_response(place, operation, f"urn:loose{where}", exchange)


def _check_query(place: str, operation: Any, query: str) -> None:
    known = {p["name"]: p for p in operation.get("parameters", []) if p["in"] == "query"}
    asked = parse_qsl(query, keep_blank_values=True)
    for name, text in asked:
        assert name in known, f"{place}: unknown query name {name}"
        schema = known[name]["schema"]
        assert schema.get("type") != "integer" or text.isdigit(), f"{place}: {name}={text} is no number"
        assert text in schema.get("enum", [text]), f"{place}: {name}={text} is none of {schema.get('enum')}"
    missing = {name for name, parameter in known.items() if parameter.get("required")} - {name for name, _ in asked}
    assert not missing, f"{place}: lacks {sorted(missing)}"


def _check_request(place: str, operation: Any, where: str, exchange: Exchange) -> None:
    expected = operation.get("requestBody")
    if not exchange.request_body:
        assert not (expected and expected.get("required")), f"{place}: takes a body"
        return
    assert expected, f"{place}: takes no body"
    kind = exchange.request_headers.get("content-type", "")
    assert kind.startswith("application/json"), f"{place}: the body is sent as {kind}"
    body = json.loads(exchange.request_body)
    _check(f"{place} request", f"{where}/requestBody/content/application~1json/schema", body)
    if re.match(r"/rest/api/3/.*/comment", exchange.path):
        errors = [error.message[:200] for error in _document().iter_errors(body["body"])]
        assert not errors, f"{place}: the body is no Atlassian document: {errors[:3]}"


def _check_response(place: str, operation: Any, where: str, exchange: Exchange) -> None:
    status = next((s for s in (str(exchange.status), f"{exchange.status // 100}XX") if s in operation["responses"]), "")
    if not status or exchange.status >= 400:
        assert exchange.status in UNDOCUMENTED, f"{place}: answers no {exchange.status}"
        return
    if exchange.status == 204:
        assert not exchange.response_body, f"{place}: 204 has no body"
        return
    if not operation["responses"][status].get("content", {}).get("application/json", {}).get("schema"):
        return
    body = json.loads(exchange.response_body)
    _check(f"{place} {exchange.status} response", f"{where}/responses/{status}/content/application~1json/schema", body)


def _check(place: str, target: str, value: Any) -> None:
    errors = list(OAS30Validator({"$ref": target}, registry=_registry()).iter_errors(value))
    assert not errors, f"{place}: " + "; ".join(f"{error.json_path} {error.message[:200]}" for error in errors[:5])


def _strict(node: Any) -> Any:
    """A named set of properties is the whole set, and read-only ones may not be sent."""
    if isinstance(node, list):
        return [_strict(part) for part in node]
    if not isinstance(node, dict):
        return node
    if node.get("readOnly") is True:
        return {"not": {}}
    closed = (
        {"additionalProperties": False} if node.get("additionalProperties") is True and "properties" in node else {}
    )
    return {key: _strict(part) for key, part in node.items()} | closed


def _loose(node: Any) -> Any:
    if isinstance(node, list):
        return [_loose(part) for part in node]
    if not isinstance(node, dict):
        return node
    if node.get("format") == "date-time":
        return {"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": True}  # bulk changelogs: milliseconds
    opened = {key: _loose(part) for key, part in node.items() if (key, part) != ("additionalProperties", False)}
    return opened | ({"nullable": True} if isinstance(node.get("type"), str) else {})


@cache
def _published(name: str) -> Any:
    """`jira` is Cloud, `jira_dc` Data Center."""
    content = json.loads((HERE / f"{name}.openapi.json").read_text())
    return content if name == "jira" else mended(content)


@cache
def _document() -> Draft4Validator:
    return Draft4Validator(json.loads((HERE / "jira.adf.schema.json").read_text()))


@cache
def _registry() -> Registry[Any]:
    found = [
        (f"urn:{name}:{each}", manner(_published(each)))
        for each in ("jira", "jira_dc")
        for name, manner in (("strict", _strict), ("loose", _loose))
    ]
    return Registry().with_resources(
        (name, Resource.from_contents(content, default_specification=DRAFT4)) for name, content in found
    )


@cache
def _patterns(name: str) -> list[tuple[str, re.Pattern[str]]]:
    """Literal paths before templates, as OpenAPI demands."""
    paths = sorted(_published(name)["paths"], key=lambda path: path.count("{"))
    return [(path, re.compile(re.sub(r"\{\w+\}", "[^/]+", path))) for path in paths]
