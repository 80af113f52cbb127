"""The words that sheets use for the levels of a goal and for goals that are over."""

import re

from core.records import Level

_LEVELS: dict[str, Level] = {
    "strategy": "strategy",
    "strategies": "strategy",
    "objective": "objective",
    "o": "objective",
    "keyresult": "key_result",
    "kr": "key_result",
    "kpi": "kpi",
    "initiative": "initiative",
}
_OVER = frozenset(
    (
        "abandoned", "achieved", "canceled", "cancelled", "closed", "complete", "completed", "done", "dropped", "implemented",
        "rejected", "removed", "replaced", "superseded", "withdrawn",
    )
)  # fmt: skip


def level(said: str) -> Level:
    """ValueError names the words that are known."""
    word = re.sub(r"[\W_]+", "", said).casefold()
    found = _LEVELS.get(word) or _LEVELS.get(word.removesuffix("s"))
    if found is None:
        raise ValueError(f"“{said}” is no level; write strategy, objective, key result, KPI or initiative")
    return found


def is_over(status: str) -> bool:
    """The status, as its owner wrote it, says that nobody should work for the goal any more."""
    return status.casefold() in _OVER
