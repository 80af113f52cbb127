"""What can be said of one item by hand, and what cannot. Pure; `scheduler.choosing` carries it out."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from core.links import Identity, Shares
from core.records import Goal
from mappings.rules import did_you_mean
from mappings.shares import total_of, whole


class NotChosen(Exception):
    """That cannot be said of the item; the text says why, and what to do."""


class Serves(Struct, frozen=True, tag="link"):
    """The item serves these goals, up to and including the day `until`. Beats everything else."""

    shares: Shares
    until: date | None = None


class NeedsNone(Struct, frozen=True, tag="exempt"):
    """The item needs no goal, up to and including the day `until`. Wants a reason."""

    until: date | None = None


class TakenBack(Struct, frozen=True, tag="unlink"):
    """What was said by hand does not count any more; where nothing was, the goals it serves are disputed. With `goal` that
    one is disputed, whatever links it."""

    goal: str | None = None


class Restored(Struct, frozen=True, tag="restore"):
    """The disputes of what this rule gave to the item are taken back: the rule decides again."""

    rule: str


Wish = Serves | NeedsNone | TakenBack | Restored


def insist_on_able(chosen: Shares, known: Mapping[str, Goal], item: Identity) -> None:
    """NotChosen unless the shares are whole, and each goal is one that this item can serve."""
    _insist_on_whole(chosen)
    for key, _share in chosen:
        goal = known_goal(known, key)
        if goal.closed:
            instead = f"; {goal.superseded_by} has taken its place" if goal.superseded_by else ""
            raise NotChosen(f"goal {key} is closed{instead}")
        if (goal.source, goal.item) == item:
            raise NotChosen(f"{item[1]} is goal {key} itself")


def insist_on_meant(wish: Serves | NeedsNone, reason: str, today: date) -> None:
    """NotChosen for what has ended already, and for an exemption without a reason."""
    if wish.until and wish.until < today:
        raise NotChosen(f"{wish.until} is past; give a day from {today} on, or none")
    if isinstance(wish, NeedsNone) and not reason:
        raise NotChosen("say why it needs no goal: that is the reason people will read later")


def can_be_served(goal: Goal) -> bool:
    """Whether it is offered to somebody who links an item."""
    return not goal.closed and goal.superseded_by is None and goal.level != "strategy"


def known_goal(known: Mapping[str, Goal], key: str) -> Goal:
    """The goal with this key; NotChosen, with the nearest one, if there is none."""
    if key not in known:
        raise NotChosen(f"no goal {key} is known{did_you_mean(key, known) or '; `fairlead goals` shows all'}")
    return known[key]


def _insist_on_whole(chosen: Shares) -> None:
    keys = [goal for goal, _share in chosen]
    if not chosen or len(set(keys)) < len(keys):
        raise NotChosen("name each goal once" if chosen else "name a goal")
    if any(not 0 < share <= 1 for _goal, share in chosen) or not whole(chosen):
        raise NotChosen(f"the shares add up to {total_of(chosen):g}; make each more than 0, and all of them 1")
