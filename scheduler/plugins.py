"""Connectors are found by entry point, ours like anybody's."""

from collections.abc import Mapping
from importlib.metadata import entry_points

from core.contract import Plugin

GROUP = "fairlead.connectors"


def discover() -> Mapping[str, Plugin]:
    """Every installed connector by name. A broken one raises what its import raises: it is a bug of that package."""
    return {entry.name: entry.load() for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name)}
