"""What detectors are told of what people talk about."""

from msgspec import Struct


class Talk(Struct, frozen=True, gc=False):
    """How many threads of the effort window serve a goal (by key), by naming it or an item that does. A thread that several
    goals share counts for each by its share."""

    goal: str
    threads: float
