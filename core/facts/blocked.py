"""What detectors are told of work that cannot go on."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from core.facts.work import ItemFact

Hindrance = Literal["flag", "status", "dependency", "thread"]


class Signs(Struct, frozen=True):
    """Names that say that work cannot go on: `statuses` of an item, `reactions` to a thread that names it."""

    statuses: tuple[str, ...] = ()
    reactions: tuple[str, ...] = ()


class Hold(Struct, frozen=True, order=True):
    """One thing that holds an item back since that moment. `what` is the status, the key of the item that must end first, or
    that of the thread; empty for a flag. `source` is the tool that tells of it."""

    since: datetime
    by: Hindrance
    what: str
    source: str
    title: str = ""


class BlockedFact(Struct, frozen=True, kw_only=True, gc=False):
    """An open item with all that holds it back, the oldest first. `goals` are those that it or what it hangs below is linked to
    or is a part of, in order."""

    item: ItemFact
    holds: tuple[Hold, ...]
    goals: tuple[str, ...] = ()
