"""Whatever a tool signs, its connector takes it for hints at its own streams, or says what is wrong with it."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import connectors.github
import connectors.jira
import connectors.slack
import sandbox.github.telling
import sandbox.jira.telling
import sandbox.slack.signing
from connectors.github.intake import OF_ORGANISATIONS, OF_PLACES, OF_REPOSITORIES
from connectors.jira.intake import ANYWHERE, OF_ISSUES
from core.contract import ConnectorError, Plugin
from core.hints import Echo, Hint

NOW, SECRET = datetime(2026, 3, 2, 12, 0, tzinfo=UTC), "kit-hook-secret-5e1d"
SECRETS: dict[str, Any] = {"token": {"env": "NOBODY_READS_IT"}, "webhook_secret": {"env": "KIT_HOOK_SECRET"}}
GITHUB = {**SECRETS, "repositories": ["acme/*"], "projects": ["acme/1"], "teams": ["acme/*"], "people": ["acme"]}
JIRA = {**SECRETS, "base_url": "https://acme.atlassian.net", "email": "a@b.example", "projects": ["PAY"]}
SLACK = {"token": SECRETS["token"], "signing_secret": SECRETS["webhook_secret"], "channels": ["pay"]}
EVENTS = sorted({*OF_REPOSITORIES, *OF_ORGANISATIONS, *OF_PLACES, "ping"})
SIGNED: dict[str, tuple[Plugin, Mapping[str, Any], Callable[[str, bytes], Mapping[str, str]]]] = {
    "github": (
        connectors.github.plugin,
        GITHUB,
        lambda e, body: sandbox.github.telling.headers(SECRET, e, "d-1", body),
    ),
    "jira": (connectors.jira.plugin, JIRA, lambda _, body: sandbox.jira.telling.headers(SECRET, "w-1", body)),
    "slack": (
        connectors.slack.plugin,
        SLACK,
        lambda _, body: sandbox.slack.signing.signed(SECRET, int(NOW.timestamp()), body),
    ),
}
WORDS = st.sampled_from(
    [
        *OF_ISSUES,
        *ANYWHERE,
        "event_callback",
        "message",
        "channel",
        "group",
        "acme/web",
        "acme",
        "PAY-1",
        "Key",
        "Ev1",
        "",
    ]
)
FIELDS = """
type event event_id channel channel_type user id authorizations challenge repository full_name organization login
webhookEvent issue key changelog items field fromString
"""
NAMES = st.sampled_from(FIELDS.split())
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)
BODIES = st.dictionaries(NAMES, VALUES, max_size=8).map(lambda each: json.dumps(each).encode()) | st.binary(max_size=40)


@pytest.mark.parametrize("tool", SIGNED)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES, event=st.sampled_from(EVENTS))
def test_it_is_hints_or_an_error_that_says_so(
    tool: str, body: bytes, event: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIT_HOOK_SECRET", SECRET)
    plugin, table, sign = SIGNED[tool]
    assert plugin.intake
    headers = {name.lower(): value for name, value in sign(event, body).items()}
    try:
        found = plugin.intake(plugin.settings(**table), headers, body, NOW)
    except ConnectorError as error:
        assert str(error).startswith(f"{tool}: ")  # noqa: PT017 - most bodies raise none
        return
    for hint in () if isinstance(found, Echo) else found:
        assert isinstance(hint, Hint)
        assert hint.delivery
        assert set(hint.streams) <= set(plugin.streams)
