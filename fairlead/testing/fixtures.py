"""What every check of the kit starts with: the plugin's name, a connector to the author's world, and a relay between."""

import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, ClassVar

import pytest

from core.contract import Connector, ConnectorError, Plugin, Wire
from fairlead.testing.relay import Relay
from fairlead.testing.world import World
from scheduler.plugins import GROUP, discover

Connect = Callable[..., Connector]


class Hurry:
    """A clock on which waiting takes no time."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def sleep(self, seconds: float, /) -> None:
        self._ahead += seconds

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead


class Fixtures:
    """`connect()` gives a connector of its own each time; `connect(table, read_only=True)` one with other settings."""

    plugin: ClassVar[Plugin]

    @pytest.fixture
    def source(self) -> str:
        """The connector's name: what its records carry as their source."""
        return _name(self.plugin)

    @pytest.fixture
    def clock(self) -> Hurry:
        return Hurry()

    @pytest.fixture(scope="class")
    @classmethod
    def running_relay(cls) -> Iterator[Relay]:
        relay = Relay()
        yield relay
        relay.close()

    @pytest.fixture
    def table(self, world: World, source: str, running_relay: Relay) -> Iterator[dict[str, Any]]:
        """The author's settings, leading through the relay where they lead to a server."""
        table = dict(world.settings)
        if "base_url" in table:
            table["base_url"] = running_relay.aim(str(table["base_url"]), source, world.reading_posts)
        yield table
        running_relay.rest()

    @pytest.fixture
    def relay(self, table: Mapping[str, Any], running_relay: Relay) -> Relay:
        """For checks of requests; skipped where no server is spoken to."""
        if "base_url" not in table:
            pytest.skip("the settings have no base_url: this connector speaks to no server")
        return running_relay

    @pytest.fixture
    def connect(self, table: Mapping[str, Any], clock: Hurry) -> Iterator[Connect]:
        made: list[Connector] = []

        def connected(given: Mapping[str, Any] | None = None, *, read_only: bool = True) -> Connector:
            settings = self.plugin.settings(**{**table, **(given or {})})
            made.append(self.plugin.connect(settings, Wire(read_only=read_only, contact="kit", clock=clock)))
            return made[-1]

        yield connected
        for connector in made:
            connector.close()

    @pytest.fixture
    def hides(self, world: World, running_relay: Relay) -> Callable[[object], None]:
        """AssertionError when the text of an error, of those before it, or of any other thing shows a credential."""

        def hides(thing: object) -> None:
            said = "".join(traceback.format_exception(thing)) if isinstance(thing, BaseException) else str(thing)
            shown = [secret for secret in {*world.secrets, *running_relay.credentials} if secret in said + repr(thing)]
            assert not shown, f"a credential shows in: {said[-300:].replace(shown[0], '<the credential>')}"

        return hides


@cache
def _name(plugin: Plugin) -> str:
    """Under which it is installed; to look through all packages takes as long as a check."""
    names = [name for name, each in discover().items() if each is plugin]
    assert names, f"declare the plugin in the entry-point group {GROUP} of its package, and install that package"
    return names[0]


def error_of(action: Callable[[], object]) -> ConnectorError | None:
    """The error it ends with, None when it ends well. Any other exception is a bug, and goes through."""
    try:
        action()
    except ConnectorError as caught:
        error = caught
    else:
        return None
    assert str(error).strip(), f"{type(error).__name__} says nothing; name the place and the mend"
    return error
