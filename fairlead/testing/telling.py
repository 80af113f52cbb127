"""Checks of what is said on the side: no log line and no output of a whole run shows a secret."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

import pytest

from fairlead.testing.fixtures import Connect, Fixtures, error_of
from fairlead.testing.mirror import last_cursor, pulled
from fairlead.testing.relay import Relay, Trouble
from fairlead.testing.trouble import STATUSES, Hides
from fairlead.testing.world import World

Listening = Callable[[], AbstractContextManager[None]]


class Telling(Fixtures):
    @pytest.fixture
    def listening(
        self, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], hides: Hides
    ) -> Callable[[], AbstractContextManager[None]]:
        """Hears everything that any logger says at its most talkative, and what is printed; none of it may be a secret."""

        @contextmanager
        def listening() -> Iterator[None]:
            with caplog.at_level(logging.DEBUG):
                yield
            hides(caplog.text)
            hides("".join(capfd.readouterr()))

        return listening

    def test_a_whole_run_logs_no_secret(self, connect: Connect, listening: Listening) -> None:
        with listening():
            connector = connect()
            connector.check()
            for stream in connector.streams():
                pulled(connector, stream, last_cursor(pulled(connector, stream)))

    def test_trouble_logs_no_secret(self, connect: Connect, relay: Relay, listening: Listening) -> None:
        """Careless tools repeat in their answer what the request carried."""
        stream, *_ = connect().streams()
        with listening():
            for trouble in [found for found, _ in STATUSES.values()] + [Trouble(lost=True)]:
                actions = connect().check, partial(pulled, connect(), stream)
                relay.make(trouble)
                assert all(error_of(action) for action in actions)
                relay.mend()

    def test_a_wrong_credential_is_not_logged(self, world: World, connect: Connect, listening: Listening) -> None:
        if world.wrong is None:
            pytest.skip("the world names no wrong credential")
        with listening():
            assert error_of(connect({key: value for key, value in world.wrong.items() if key != "base_url"}).check)
