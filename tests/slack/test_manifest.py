"""The manifest that administrators paste makes an app with the scopes that the connector knows: no fewer, and no more."""

import json
import re
from typing import Any

from connectors.slack.scopes import SCOPES as KNOWN
from sandbox.slack.state import SCOPES
from tests.contract.slack_contract import check_manifest
from tests.house.commands import ROOT

MANIFEST: dict[str, Any] = json.loads((ROOT / "deploy" / "slack-manifest.json").read_text())
GRANTED = MANIFEST["oauth_config"]["scopes"]["bot"]


def test_slack_takes_it() -> None:
    check_manifest(MANIFEST)


def test_its_scopes_are_those_that_the_connector_knows() -> None:
    assert sorted(GRANTED) == sorted(scope.name for scope in KNOWN)
    assert set(MANIFEST["oauth_config"]["scopes"]) == {"bot"}, "a token of a person would read what that person reads"


def test_its_scopes_are_those_of_the_page() -> None:
    page = (ROOT / "docs" / "connect.md").read_text()
    (table,) = re.findall(r"^\| bot scope \|.*\n\|[-|]+\n((?:\|.*\n)+)", page, re.MULTILINE)
    told = [scope for row in table.splitlines() for scope in re.findall(r"`([\w.]+:[\w.]+)`", row.split("|")[1])]
    assert sorted(told) == sorted(GRANTED)
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()]
    to_read = {name for cell, reads, *_ in cells if reads for name in re.findall(r"`([\w.]+:[\w.]+)`", cell)}
    assert to_read == {scope.name for scope in KNOWN if not scope.writes}
    assert all(writes for _, _, writes, _ in cells)
    assert "(../deploy/slack-manifest.json)" in page


def test_no_scope_reaches_direct_messages_and_each_is_tried_on_the_sandbox() -> None:
    assert not [scope for scope in GRANTED if scope.startswith(("im:", "mpim:"))]
    assert set(GRANTED) <= set(SCOPES)


def test_it_makes_an_app_that_can_be_pressed_without_a_public_address() -> None:
    asked, features = MANIFEST["settings"], MANIFEST["features"]
    assert asked["socket_mode_enabled"]
    assert asked["interactivity"] == {"is_enabled": True}
    assert "app_home_opened" in asked["event_subscriptions"]["bot_events"]
    assert not [event for event in asked["event_subscriptions"]["bot_events"] if event.endswith((".im", ".mpim"))]
    assert features["app_home"]["home_tab_enabled"]
    assert not features["app_home"]["messages_tab_enabled"], "nobody would read what people write there"
