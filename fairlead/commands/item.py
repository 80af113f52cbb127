"""`link`, `unlink` and `exempt`: what a person says of one item, and what became of it, in one line."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from core.links import Shares
from fairlead import screen
from fairlead.output import document, fail
from scheduler.actor import actor
from scheduler.choosing import choose
from scheduler.hub import open_hub
from scheduler.outcomes import of_item
from scheduler.wishes import NeedsNone, Serves, TakenBack, Wish


def link(
    config: Path, item: str, goals: Sequence[str], reason: str, until: str | None, dry_run: bool, json: bool
) -> None:
    _say(config, item, Serves(_shares(goals), _day(until)), reason, dry_run, json)


def unlink(config: Path, item: str, goal: str | None, reason: str, dry_run: bool, json: bool) -> None:
    _say(config, item, TakenBack(goal), reason, dry_run, json)


def exempt(config: Path, item: str, reason: str, until: str | None, dry_run: bool, json: bool) -> None:
    _say(config, item, NeedsNone(_day(until)), reason, dry_run, json)


def _say(config: Path, item: str, wish: Wish, reason: str, dry_run: bool, json: bool) -> None:
    with open_hub(config) as hub:
        chosen = choose(hub, item, wish, actor=actor(), reason=reason, dry_run=dry_run)
    if json:
        document(**msgspec.to_builtins(chosen), dry_run=dry_run)
    else:
        screen.stdout().print(of_item(chosen, dry_run=dry_run), markup=False, soft_wrap=True)


def _shares(given: Sequence[str]) -> Shares:
    """`O-1`, or `O-1=0.6` and `O-2=0.4`. A key may have a `=` in it."""
    if len(given) == 1 and ("=" not in given[0] or _number(given[0].rpartition("=")[2]) is None):
        return ((given[0], 1.0),)
    shares = [(goal, _number(share)) for goal, _, share in (each.rpartition("=") for each in given)]
    if any(not goal or share is None for goal, share in shares):
        fail("fairlead: of several goals each needs its share, such as O-1=0.6 O-2=0.4")
    return tuple((goal, share) for goal, share in shares if share is not None)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _day(given: str | None) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        fail(f"fairlead: --until {given}: write a day such as 2026-01-31")
