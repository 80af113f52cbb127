"""What detectors are told of items that came to serve another goal."""

from datetime import datetime

from msgspec import Struct


class RelinkedFact(Struct, frozen=True, gc=False):
    """An item in `doing` whose main goal is another one than it was, by no edit of the rules, with the effort of one team in
    it. `at` is when it first moved."""

    item: str
    team: str
    before: str
    after: str
    at: datetime
    person_days: float
