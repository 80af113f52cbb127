"""A hub opened for work: its configuration, its database, and its tools."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from copy import copy
from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import Path

from core import contract
from core.contract import Connector, Plugin, Unauthorized, Wire
from core.detectors import BY_ID, Detectors
from core.hints import Intake
from core.people import People
from scheduler.binding import bind
from scheduler.clock import Clock, Part, Patience, system_clock
from scheduler.config import Config, ConfigError, load_config
from scheduler.hinting import overheard
from scheduler.key import key_of
from scheduler.plugins import discover, discover_detectors
from store import Store, halts
from store.outbox import Intent
from store.trouble import Lost


class Hub:
    """`clock` says what time it is, `waiting` is how connectors wait (None: in real time). The tools are connected when they
    are first asked for. Whoever sets `stopping` asks all that is under way to end at the next safe place. `last_people` is the
    people map as it was last read without a mistake. Secrets of tools in `trusted` may go to another place than before
    (`scheduler.binding`)."""

    def __init__(
        self,
        config: Config,
        store: Store,
        plugins: Mapping[str, Plugin],
        clock: Clock,
        waiting: contract.Clock | None = None,
        detectors: Detectors = BY_ID,
    ) -> None:
        self.config, self.store, self.clock, self.detectors = config, store, clock, detectors
        self.stopping, self.trusted = threading.Event(), set[str]()
        self._waiting = waiting or Patience(self.stopping)
        self._plugins = plugins
        self._connected: dict[str, Connector] = {}
        self._connecting = threading.Lock()
        self._last_people: list[People] = []  # shared with the same hub for one job

    def edited(self, config: Config) -> "Hub":
        """The same hub under another configuration. Tools that this one reaches in the same way stay connected, with all that
        is known of their limits; the others are closed with whoever connected them. ConfigError when it names another
        database, because what is under way is on this one."""
        if config.database != self.config.database:
            raise ConfigError(f"{config.path}: [hub] database: it is another; stop the service to have that")
        hub = Hub(config, self.store, self._plugins, self.clock, self._waiting, self.detectors)
        hub.stopping, hub.last_people = self.stopping, self.last_people
        with self._connecting:
            same = {name: each for name, each in self._connected.items() if self._way(name) == hub._way(name)}
        hub._connected |= same
        return hub

    @property
    def last_people(self) -> People | None:
        return self._last_people[0] if self._last_people else None

    @last_people.setter
    def last_people(self, people: People | None) -> None:
        self._last_people[:] = [people] if people else []

    def apart(self) -> "Hub":
        """The same hub for one job: what asks all of that job to stop does not stop the others."""
        hub = copy(self)
        hub.stopping = Part(self.stopping)
        return hub

    def _way(self, name: str) -> tuple[object, ...]:
        """What decides how a tool is reached."""
        return self.live, self.config.connectors.get(name)

    @property
    def live(self) -> bool:
        return self.config.hub.mode == "live"

    @property
    def tools(self) -> Sequence[str]:
        """Names of the enabled connectors, in the order in which they are pulled."""
        return list(self.config.connectors)

    def intake(self, name: str) -> Intake | None:
        """How an enabled connector reads what its tool tells by webhook; None where it does not, or there is none."""
        return self._plugins[name].intake if name in self.config.connectors else None

    def is_read_only(self, name: str) -> bool:
        """Whether nothing may be written to this tool, be the hub live or not."""
        return bool(getattr(self.config.connectors[name], "read_only", False))

    @property
    def written_to(self) -> Sequence[str]:
        """Those of the tools to which something may be written as soon as the hub is live."""
        return [name for name in self.tools if not self.is_read_only(name)]

    def halted(self) -> str | None:
        """Why nothing may be written at this moment; asked anew before each write. Nor may whoever was paused for so long that
        others took over."""
        try:
            self.store.insist()
        except Lost as lost:
            return str(lost)
        with self.store.read() as tx:
            halt = halts.current(tx)
        return str(halt) if halt else None

    def certain_at(self, intent: Intent) -> datetime:
        """When the tool has surely come to an end with a call in the air, and it is due to be looked for."""
        quiet = intent.updated_at + timedelta(seconds=self.config.limits.quiet_seconds)
        return max(quiet, intent.not_before or quiet)

    def wait(self, until: datetime) -> None:
        """Unavailable when the hub is asked to stop meanwhile."""
        while (rest := (until - self.clock()).total_seconds()) > 0:
            self._waiting.sleep(rest)

    def connect(self, name: str) -> Connector:
        """An enabled connector. Unauthorized when its credential is not where the settings say. One at a time, whoever asks:
        modules that are imported side by side come half made."""
        with self._connecting:
            if name not in self._connected:
                self._connected[name] = self._connect(name)
        return self._connected[name]

    def _connect(self, name: str) -> Connector:
        read_only, to = not self.live or self.is_read_only(name), partial(bind, self, name)
        told = partial(overheard, self, name)
        wire = Wire(read_only=read_only, clock=self._waiting, halted=self.halted, bind=to, hinted=told)
        try:
            return self._plugins[name].connect(self.config.connectors[name], wire)
        except ValueError as error:
            raise Unauthorized(f"{name}: {error}; see [connectors.{name}] in {self.config.path}") from None

    @cached_property
    def key(self) -> bytes:
        """The secret behind our marks, made at first use beside the configuration, readable by its owner only."""
        return key_of(self.config)

    def disconnect(self) -> None:
        """From all tools, even when one of them fails at it."""
        with ExitStack() as closing:
            while self._connected:
                closing.callback(self._connected.popitem()[1].close)

    def close(self) -> None:
        """Everything, even when a part of it fails."""
        with ExitStack() as closing:
            closing.callback(self.store.close)
            closing.callback(self.disconnect)


@contextmanager
def open_hub(path: Path, clock: Clock = system_clock, waiting: contract.Clock | None = None) -> Iterator[Hub]:
    """The hub of a configuration file, closed at the end. ConfigError and StoreError say what to mend."""
    plugins, detectors = discover(), discover_detectors()
    config = load_config(path, plugins, detectors)
    hub = Hub(config, Store.open(config.database), plugins, clock, waiting, detectors)
    try:
        yield hub
    finally:
        hub.close()
