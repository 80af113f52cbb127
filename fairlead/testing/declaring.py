"""Checks of what a connector is: a value found by entry point, with strict settings and no secret to show."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest

from core.contract import Identity, Plugin, Unauthorized
from fairlead.testing.fixtures import Connect, Fixtures, error_of
from fairlead.testing.mirror import pulled
from fairlead.testing.relay import Relay
from fairlead.testing.world import World


class Declaring(Fixtures):
    def test_the_plugin_is_found_by_entry_point(self, source: str) -> None:
        assert isinstance(self.plugin, Plugin)
        assert source

    def test_an_unknown_setting_is_refused_by_name(self, table: Mapping[str, Any]) -> None:
        with pytest.raises(ValueError, match="no_such_setting"):
            self.plugin.settings(**table, no_such_setting=1)

    def test_a_refused_setting_is_not_shown(self, table: Mapping[str, Any]) -> None:
        """Somebody may paste a token where it does not belong; the message goes to logs and screens."""
        with pytest.raises(ValueError) as caught:  # noqa: PT011 - pydantic's, whose text is the point here
            self.plugin.settings(**{**table, "no_such_setting": "canary-1b9f"})
        assert "canary-1b9f" not in str(caught.value)

    def test_no_secret_shows_in_settings_or_connector(
        self, table: Mapping[str, Any], connect: Connect, hides: Callable[[object], None]
    ) -> None:
        connector = connect()
        connector.check()
        hides(self.plugin.settings(**table))
        hides(connector)

    def test_connecting_makes_no_request(self, connect: Connect, relay: Relay) -> None:
        connect()
        connect(read_only=False)
        assert relay.requests == []

    def test_the_check_says_who_we_are(self, connect: Connect) -> None:
        found = connect().check()
        assert isinstance(found, Identity)
        assert found.account
        assert found.name

    def test_the_check_is_cheap(self, connect: Connect, relay: Relay) -> None:
        connect().check()
        assert 1 <= len(relay.requests) <= 2, "one request, and one more to sign in"

    def test_streams_are_known_unique_and_stable(self, connect: Connect) -> None:
        streams = list(connect().streams())
        assert streams, "a connector has at least one stream"
        assert len(set(streams)) == len({(each.name, each.container) for each in streams}) == len(streams)
        assert {each.name for each in streams} <= set(self.plugin.streams)
        assert list(connect().streams()) == streams

    def test_a_wrong_credential_is_unauthorized(
        self, world: World, connect: Connect, hides: Callable[[object], None]
    ) -> None:
        """A tool that answers strangers with an empty list must not look like a tool in which nothing is left."""
        connector, streams = connect(self._wrong(world)), connect().streams()
        actions: list[Callable[[], object]] = [connector.check, *(partial(pulled, connector, each) for each in streams)]
        for action in actions:
            error = error_of(action)
            assert isinstance(error, Unauthorized), f"a wrong credential gave {error!r}"
            hides(error)

    @staticmethod
    def _wrong(world: World) -> Mapping[str, Any]:
        if world.wrong is None:
            pytest.skip("the world names no wrong credential")
        return {key: value for key, value in world.wrong.items() if key != "base_url"}
