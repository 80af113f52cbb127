"""Numbers as small pictures of text."""

from collections.abc import Sequence

LEVELS = "▁▂▃▄▅▆▇█"


def line(values: Sequence[float], top: float) -> str:
    """A sign for each value, as high as its part of `top`."""
    return "".join(LEVELS[round(value / top * (len(LEVELS) - 1))] for value in values)
