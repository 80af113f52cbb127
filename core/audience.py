"""Who may read the words of an item or goal: those who can open its place in the tool, and nobody through the hub.

A place (project, repository, channel) is narrow when the tool or the settings say so. What lies there counts like all else and
is told by key, dates and goal, but never by a word that somebody wrote there. Keys, addresses and names of places are not
hidden: whoever may open them can act on them, and all others are led nowhere.
"""

from collections.abc import Callable

from msgspec.structs import replace

from core.records import Checkpoint, Goal, Item, Record, Rejected

PRIVATE_ITEM, PRIVATE_GOAL = "a private item", "a private goal"
PRIVATE_REASON = "something in a private place cannot be read"


def title_of(item: Item) -> str:
    """What the item is called where others may read it."""
    return PRIVATE_ITEM if item.narrow else item.title


def confined(record: Record | Checkpoint, place: str, is_private: Callable[[str], bool]) -> Record | Checkpoint:
    """The record as it is kept when a stream brings it from this place. An item keeps its words, because rules read them; a
    goal is told wherever it is served, so it loses them here; why something was rejected often quotes it."""
    match record:
        case Item() if is_private(place) or is_private(record.container):
            return replace(record, narrow=True)
        case Goal() if is_private(place):
            return replace(record, title=PRIVATE_GOAL)
        case Rejected() if is_private(place):
            return replace(record, reason=PRIVATE_REASON, raw=f"{record.reason}\n{record.raw}")
    return record
