"""What a credential may be allowed in a tool, and what of it the hub has a use for."""

from collections.abc import Collection, Iterable

from msgspec import Struct


class Scope(Struct, frozen=True):
    """By the tool's own `name`. With `writes` it is needed to write alone, else to read as well. `without` it, so much is lost
    (empty: the tool cannot be used at all)."""

    name: str
    writes: bool = False
    without: str = ""


def beyond(granted: Iterable[str], scopes: Collection[Scope], *, writes: bool) -> tuple[str, ...]:
    """What was granted and is not needed by a hub that writes there, or only reads."""
    needed = {scope.name for scope in scopes if writes or not scope.writes}
    return tuple(name for name in granted if name not in needed)
