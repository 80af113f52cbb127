"""Rules and values as people type them on a command line: `weight=10`, `when.labels=["pay"]`."""

import re
import tomllib
from collections.abc import Sequence
from typing import Any

from mappings.edits import EditError, Setting, Table, plain, set_value
from mappings.places import KEY, key_parts

_SETTING = re.compile(rf"\s*(?P<key>{KEY})\s*=(?P<value>.*)", re.DOTALL)


def setting(given: str) -> tuple[tuple[str, ...], Any]:
    """`when.labels=["a"]` as a path and a value in TOML; what is no TOML is a text, and nothing at all removes the key."""
    found = _SETTING.fullmatch(given)
    if not found:
        raise EditError(f'{given}: write KEY=VALUE, such as weight=10 or when.labels=["pay", "card"]')
    try:
        return key_parts(found["key"]), value_of(found["value"].strip())
    except tomllib.TOMLDecodeError as error:
        raise EditError(f"{given}: the key is not valid TOML: {error}") from None


def value_of(given: str) -> Any:
    """A value as somebody types it: TOML, else a text; None for nothing."""
    try:
        return tomllib.loads(f"value = {given}")["value"] if "\n" not in given else given
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return given or None


def rule_of(name: str, settings: Sequence[Setting]) -> Table:
    """A new rule of these values."""
    made: Table = {"id": name}
    for path, value in settings:
        set_value(made, path, value, plain)
    return made
