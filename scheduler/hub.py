"""A hub opened for work: its configuration, its database, and its tools."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.contract import Connector, Wire
from scheduler.clock import Clock, system_clock
from scheduler.config import Config, ConfigError, load_config
from scheduler.plugins import discover
from store import Store


@dataclass(frozen=True)
class Hub:
    """`connectors` are the enabled ones by name, in the order in which they are pulled."""

    config: Config
    store: Store
    connectors: Mapping[str, Connector]
    clock: Clock

    @property
    def live(self) -> bool:
        return self.config.hub.mode == "live"

    def key(self) -> bytes:
        """The secret behind our marks, made at first use beside the configuration, readable by its owner only."""
        path = self.config.file(self.config.hub.key_file)
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        return bytes.fromhex(path.read_text().strip())


@contextmanager
def open_hub(path: Path, clock: Clock = system_clock) -> Iterator[Hub]:
    """The hub of a configuration file, closed at the end. ConfigError and StoreError say what to mend."""
    plugins = discover()
    config = load_config(path, plugins)
    wire = Wire(read_only=config.hub.mode != "live")
    connectors: dict[str, Connector] = {}
    store = Store.open(config.database)
    try:
        for name, settings in config.connectors.items():
            connectors[name] = _connect(config, name, plugins[name].connect, settings, wire)
        yield Hub(config, store, connectors, clock)
    finally:
        for connector in connectors.values():
            connector.close()
        store.close()


def _connect(config: Config, name: str, connect: object, settings: object, wire: Wire) -> Connector:
    try:
        return connect(settings, wire)  # type: ignore[operator,no-any-return]
    except ValueError as error:
        raise ConfigError(f"{config.path}: [connectors.{name}]: {error}") from None
