"""What detectors are told of what a period began with."""

from datetime import date

from msgspec import Struct


class PlanFact(Struct, frozen=True, kw_only=True, gc=False):
    """What became of the work that was open below an objective at the end of `begin`, the first day of its period.

    An item counts once: `delivered` is done, `active` still serves the objective and was touched lately, `idle` was not;
    `relinked` serves another objective now, `unlinked` none, `gone` is not in its tool any more.
    """

    goal: str
    begin: date
    delivered: int = 0
    active: int = 0
    idle: int = 0
    relinked: int = 0
    unlinked: int = 0
    gone: int = 0

    @property
    def committed(self) -> int:
        return self.delivered + self.active + self.idle + self.relinked + self.unlinked + self.gone
