"""Holds every exchange with a Slack server to Slack's own types and to the limits that types cannot say.

The types are generated from samples of real answers, so where a sample was poor they refuse what Slack documents. Those
few places are widened in `_widened`, each with its reason; everything else is strict, unknown names included.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jsonschema import Draft7Validator

from sandbox.history import Exchange
from sandbox.slack.blocks import is_too_long, view_violations, violations

TEXT_LIMIT = 40_000
PAGE_LIMIT = 999
PRESSES = {
    "button": "BlockButtonAction",
    "overflow": "BlockOverflowAction",
    "static_select": "BlockStaticSelectAction",
}
_PREFIX = "/api/"


def check(exchange: Exchange) -> None:
    """AssertionError naming the method and the first thing that Slack does not know."""
    assert exchange.path.startswith(_PREFIX), f"{exchange.path} is not a method of the Web API"
    method = exchange.path.removeprefix(_PREFIX)
    assert method in _bundle()["methods"], f"{method} is not a method that the contract covers"
    if exchange.status != 200:
        return  # a limit or an outage: nothing was understood
    answer = _json(f"response of {method}", exchange.response_body)
    _conforms(f"response of {method}", _validator(method, "response"), answer)
    if answer["ok"] or answer.get("error") not in ("invalid_arguments", "invalid_json"):
        check_arguments(method, _arguments(exchange, method))


def check_arguments(method: str, arguments: dict[str, Any]) -> None:
    """AssertionError when Slack would not know or not take these arguments."""
    _conforms(f"arguments of {method}", _validator(method, "arguments"), arguments)
    assert 0 < arguments.get("limit", 1) <= PAGE_LIMIT, f"{method}: limit {arguments['limit']} is out of range"
    assert len(arguments.get("text", "")) <= TEXT_LIMIT, f"{method}: text is too long"
    blocks, view = arguments.get("blocks", []), arguments.get("view", {"blocks": []})
    for block in [*blocks, *view["blocks"]]:  # the types let any unknown block with only a type through
        _conforms(f"block of {method}", _validator_of("KnownBlock"), block)
    assert not violations(blocks), f"{method}: {violations(blocks)}"
    assert not is_too_long(blocks), f"{method}: the blocks are too long together"
    assert not view_violations(view), f"{method}: {view_violations(view)}"
    if "metadata" in arguments:  # the types allow a part of it where only the whole is taken
        _conforms(f"metadata of {method}", _validator_of("MessageMetadata"), arguments["metadata"])
    if method in ("chat.postMessage", "chat.update"):
        assert arguments.get("text"), f"{method}: without text a notification says nothing"


def check_manifest(manifest: dict[str, Any]) -> None:
    """AssertionError when Slack would not take this for the manifest of an app, or would pass over a part of it."""
    schema = {**_bundle()["manifest"], "definitions": _bundle()["definitions"]}
    _conforms("manifest", Draft7Validator(schema), manifest)
    known = _bundle()["definitions"][_bundle()["manifest"]["$ref"].rsplit("/", 1)[1]]["properties"]
    assert manifest.keys() <= known.keys(), f"manifest: {manifest.keys() - known.keys()} means nothing to Slack"
    display = manifest["display_information"]
    assert len(display["name"]) <= 35, "manifest: the name is too long"
    assert len(display.get("description", "")) <= 140, "manifest: the description is too long"


def check_press(payload: dict[str, Any]) -> None:
    """AssertionError when Slack would not tell an app this of a press, a form or a home."""
    kind = payload["type"]
    if kind == "event_callback":
        return _conforms("event", _validator_in("presses", "AppHomeOpenedEvent"), payload["event"])
    if kind == "block_actions":
        (action,) = payload["actions"]
        return _conforms(kind, _validator_in("presses", PRESSES[action["type"]]), payload)
    assert kind == "view_submission", f"{kind} is not told of in this contract"
    _conforms(kind, _validator_in("presses", "ViewSubmitAction"), payload)


def _json(place: str, text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise AssertionError(f"{place}: {error}") from None


def _conforms(place: str, validator: Draft7Validator, value: Any) -> None:
    error = next(iter(validator.iter_errors(value)), None)
    assert error is None, f"{place}: {error.json_path}: {error.message[:300]}" if error else ""


def _arguments(exchange: Exchange, method: str) -> dict[str, Any]:
    """What was sent in query, form or JSON, in its types: `limit=200` is a number because the contract says so."""
    texts = dict(parse_qsl(exchange.query, keep_blank_values=True))
    content_type = exchange.request_headers.get("content-type", "")
    if content_type.startswith("application/json"):
        return {**_typed(texts, method), **json.loads(exchange.request_body or b"{}")}
    return _typed(texts | dict(parse_qsl(exchange.request_body.decode(), keep_blank_values=True)), method)


def _typed(texts: dict[str, str], method: str) -> dict[str, Any]:
    kinds = _kinds(method)
    return {name: _read(text, kinds.get(name, "string")) for name, text in texts.items()}


def _read(text: str, kind: str) -> Any:
    if kind == "boolean":
        return {"1": True, "true": True, "0": False, "false": False}.get(text.lower(), text)
    if kind == "number":
        return float(text) if text.replace(".", "", 1).isdigit() else text
    return json.loads(text) if kind in ("array", "object") else text


@cache
def _kinds(method: str) -> dict[str, str]:
    schema = _bundle()["methods"][method]["arguments"]
    while "$ref" in schema:
        schema = _bundle()["definitions"][schema["$ref"].removeprefix("#/definitions/")]
    kinds: dict[str, str] = {}
    for branch in schema.get("anyOf", [schema]):
        target = branch.get("$ref", "").removeprefix("#/definitions/")
        properties = (_bundle()["definitions"][target] if target else branch).get("properties", {})
        kinds |= {name: part.get("type", "object") for name, part in properties.items()}
    return kinds


@cache
def _validator(method: str, side: str) -> Draft7Validator:
    return Draft7Validator({**_bundle()["methods"][method][side], "definitions": _bundle()["definitions"]})


@cache
def _validator_in(part: str, name: str) -> Draft7Validator:
    return Draft7Validator({**_bundle()[part][name], "definitions": _bundle()["definitions"]})


@cache
def _validator_of(name: str) -> Draft7Validator:
    return Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": _bundle()["definitions"]})


@cache
def _bundle() -> dict[str, Any]:
    bundle: dict[str, Any] = json.loads(Path(__file__).with_name("slack.schema.json").read_text())
    _widened(bundle["definitions"])
    return bundle


def _widened(definitions: dict[str, Any]) -> None:
    """https://docs.slack.dev/messaging/message-metadata and https://docs.slack.dev/reference/events/message"""
    definitions["EventPayload"] = {"type": "object"}  # the samples held no payload; the pages say any JSON object
    for method in ("ViewsOpen", "ViewsPublish", "ViewsUpdate"):
        nothing = {"anyOf": [{"$ref": "#/definitions/Close"}, {"type": "null"}]}
        view = definitions[f"{method}Response.View"]["properties"]
        view |= {
            "close": nothing,
            "submit": nothing,
            "previous_view_id": {"type": ["string", "null"]},
        }  # as the page shows
        view |= {"state": {"type": "object"}}  # no sample was filled in
        number = definitions[f"{method}Response.PurpleElement"]["properties"]
        number |= {"is_decimal_allowed": {"type": "boolean"}}  # no sample asked for a number
    for definition in definitions.values():  # nothing that is pressed in a view has one
        definition["required"] = [name for name in definition.get("required", []) if name != "response_url"]
    in_thread = definitions["ConversationsRepliesResponse.MessageElement"]["properties"]
    in_thread |= {"subtype": {"type": "string"}, "hidden": {"type": "boolean"}}  # no sample was broadcast or deleted
