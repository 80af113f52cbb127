"""`suggest`: the goals that items without one probably serve."""

from collections.abc import Sequence
from pathlib import Path

from fairlead import progress, screen, suggested
from fairlead.output import document
from scheduler import suggesting
from scheduler.hub import open_hub

LIKELY = 0.5


def suggest(config: Path, named: Sequence[str], at_least: float | None, limit: int, json: bool) -> None:
    """Of named items all is told, unless somebody asks for less."""
    with open_hub(config) as hub, progress.bars() as shown:
        shown.add_task("Comparing items with goals, and with what is linked", total=None)
        found = suggesting.suggest(hub, named or None)
    if named and at_least is None:
        items = list(found.items)
    else:
        items = suggested.sure(found.items, LIKELY if at_least is None else at_least)
    if json:
        document(**suggested.to_dict(found, items[:limit]))
    else:
        screen.stdout().print(suggested.page(found, items, limit))
