"""What detectors are told of talk."""

from datetime import date

from msgspec import Struct


class Escalations(Struct, frozen=True, gc=False):
    """Threads in a team's channels, begun in the week from `monday` on by somebody else, in which a person took part who
    answers for a strategy or objective and is not of that team."""

    team: str
    monday: date
    threads: int
