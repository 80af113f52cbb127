"""Checks of what is said on the side: no log line and no output of a whole run shows a secret."""

import logging
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import pytest

from fairlead.testing.fixtures import Connect, Fixtures, error_of
from fairlead.testing.mirror import last_cursor, pulled
from fairlead.testing.relay import Relay, Trouble
from fairlead.testing.trouble import STATUSES, Hides
from fairlead.testing.world import World


class Telling(Fixtures):
    @pytest.fixture
    def said(
        self, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], hides: Hides
    ) -> Iterator[pytest.LogCaptureFixture]:
        """Everything that any logger says at its most talkative."""
        with caplog.at_level(logging.DEBUG):
            yield caplog
        hides(caplog.text)
        for record in caplog.records:
            hides(f"{record.getMessage()} {record.exc_text or ''}")
        hides("".join(capfd.readouterr()))

    @pytest.mark.usefixtures("said")
    def test_a_whole_run_logs_no_secret(self, connect: Connect) -> None:
        connector = connect()
        connector.check()
        for stream in connector.streams():
            pulled(connector, stream, last_cursor(pulled(connector, stream)))

    @pytest.mark.usefixtures("said")
    def test_trouble_logs_no_secret(self, connect: Connect, relay: Relay) -> None:
        """Careless tools repeat in their answer what the request carried."""
        for trouble in [found for found, _ in STATUSES.values()] + [Trouble(lost=True)]:
            connector = connect()
            stream, *_ = connector.streams()
            relay.make(trouble)
            assert error_of(connector.check)
            assert error_of(partial(pulled, connect(), stream))
            relay.mend()

    @pytest.mark.usefixtures("said")
    def test_a_wrong_credential_is_not_logged(self, world: World, connect: Connect) -> None:
        if world.wrong is None:
            pytest.skip("the world names no wrong credential")
        wrong: Mapping[str, Any] = {key: value for key, value in world.wrong.items() if key != "base_url"}
        assert error_of(connect(wrong).check)
