"""Checks of what the tool tells by webhook: believed only when it is proven, and then no more than a hint."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from core.contract import ConnectorError, Refused, Unauthorized
from core.hints import Echo, Hint
from fairlead.testing.fixtures import Fixtures, error_of
from fairlead.testing.trouble import Hides
from fairlead.testing.world import Webhook, World

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HUGE, DEEP = 4 * 2**20, 100_000
SPOILT = 300  # bodies that are signed and spoilt
PIECES = (b"{", b"}", b"[", b"]", b'"', b":", b",", b"null", b"1e999", b"\xff", b"\\u0000", b"\\ud800", b'{"a":')

Told = Callable[..., Sequence[Hint]]


class Hinting(Fixtures):
    @pytest.fixture
    def webhook(self, world: World) -> Webhook:
        if self.plugin.intake is None:
            pytest.skip("the plugin has no intake")
        assert world.webhook, "the plugin has an intake: give World.webhook"
        return world.webhook

    @pytest.fixture
    def told(self, webhook: Webhook, table: Mapping[str, Any]) -> Told:
        """What comes of a body that was sent at a moment and arrives now, with other headers where they are given."""
        settings, intake = self.plugin.settings(**table), self.plugin.intake
        assert intake

        def told(body: bytes, headers: Mapping[str, str] | None = None, now: datetime = NOW) -> Sequence[Hint]:
            given = webhook.sign(body, NOW) if headers is None else headers
            found = intake(settings, given, body, now)
            return () if isinstance(found, Echo) else found

        return told

    def test_a_change_is_hinted_at(self, webhook: Webhook, told: Told) -> None:
        hints = told(webhook.body)
        assert hints, "World.webhook tells of a change in a place that World.settings name"
        assert all(isinstance(each, Hint) and each.delivery for each in hints)
        assert {name for each in hints for name in each.streams} <= set(self.plugin.streams)

    def test_one_delivery_has_one_name(self, webhook: Webhook, told: Told) -> None:
        """By which the hub knows it when it comes again."""
        assert len({each.delivery for each in told(webhook.body)}) == 1
        assert list(told(webhook.body)) == list(told(webhook.body))

    def test_a_replay_is_refused_or_known_by_its_name(self, webhook: Webhook, told: Told) -> None:
        try:
            again = told(webhook.body, webhook.sign(webhook.body, NOW), NOW + timedelta(days=1))
        except Unauthorized:
            return
        assert list(again) == list(told(webhook.body))

    def test_a_webhook_that_nobody_signed_is_unauthorized(self, webhook: Webhook, told: Told, hides: Hides) -> None:
        for headers in ({}, *_spoilt_headers(webhook.sign(webhook.body, NOW))):
            with pytest.raises(ConnectorError) as caught:
                told(webhook.body, headers)
            hides(caught.value)
        with pytest.raises(Unauthorized):
            told(webhook.body, {})

    def test_a_webhook_with_a_changed_byte_is_unauthorized(self, webhook: Webhook, told: Told) -> None:
        signed = webhook.sign(webhook.body, NOW)
        for place in range(len(webhook.body)):
            changed = bytearray(webhook.body)
            changed[place] ^= 1
            with pytest.raises(Unauthorized):
                told(bytes(changed), signed)

    def test_a_huge_webhook_is_refused(self, told: Told) -> None:
        with pytest.raises(Refused):
            told(b'{"a": "' + b"a" * HUGE + b'"}')

    def test_a_deep_webhook_is_no_bug(self, told: Told) -> None:
        for body in (b"[" * DEEP, b'{"a":' * DEEP, b'{"a":' + b"[" * DEEP + b"]" * DEEP + b"}"):
            _quiet(told, body)

    def test_an_odd_webhook_is_no_bug(self, webhook: Webhook, told: Told) -> None:
        """It is signed: whoever may choose a title may choose much of what a tool posts."""
        for body in _spoilt(webhook.body):
            _quiet(told, body)


def _quiet(told: Told, body: bytes) -> None:
    error_of(partial(told, body))


def _spoilt_headers(signed: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """One header at a time says what none may, as far as the proof hangs on it."""
    for name, value in signed.items():
        if any(sign in name for sign in ("signature", "timestamp", "secret", "token", "authorization")):
            yield {**signed, name: ""}
            yield {**signed, name: value[:-1]}
            yield {**signed, name: "ü" + value}


def _spoilt(body: bytes) -> Iterator[bytes]:
    """Not JSON, cut, with keys twice, and with pieces of JSON where they do not belong."""
    yield from (b"", b"null", b"[]", b"0", b'"', b"not JSON", b"\xff\xfe", body + body, body.replace(b":", b":[", 1))
    yield body[:-1] + b"," + body[1:]
    luck = Random(7)  # noqa: S311 - the same each time
    for _ in range(SPOILT):
        at, to = sorted(luck.randrange(len(body) + 1) for _ in range(2))
        yield body[:at] + luck.choice(PIECES) + body[luck.choice((at, to)) :]
