"""What detectors are told of where work hangs: on the chain of goals, and on work items."""

from msgspec import Struct


class ActiveItems(Struct, frozen=True, gc=False):
    """How many items a team works on for a goal (by key; None: for none). Exempt items are left out."""

    team: str
    goal: str | None
    items: int


class MergedPulls(Struct, frozen=True, gc=False):
    """Pull requests of people that a team merged in the effort window, and how many of them are `alone`: they name no work item
    and close none. `examples` are the newest of these, by key."""

    team: str
    merged: int
    alone: int
    examples: tuple[str, ...] = ()
