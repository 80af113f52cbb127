"""What detectors are told of estimates."""

from msgspec import Struct


class EstimateFact(Struct, frozen=True, kw_only=True, gc=False):
    """Finished items of one type of a team that had been estimated. `ratio` is the median of what each took over its estimate,
    `with_hours` how many of them have worklogs; what the others took is their person-days."""

    team: str
    type: str
    items: int
    with_hours: int
    ratio: float
