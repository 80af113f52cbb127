"""All that is said of one goal beside its facts: what people wrote, what feeds it, and what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from core.goal_history import Event, events
from core.links import Shares
from core.records import Decision, Metric, Reading, Target
from core.times import millis
from store import goal_versions, goal_work, rules, statements


class Said(Struct, frozen=True):
    """What people wrote about a goal beside the goal itself; targets and readings oldest first. `measured` is the newest
    reading of each metric, by its key."""

    targets: Sequence[Target]
    readings: Sequence[Reading]
    decisions: Sequence[Decision]
    metrics: Sequence[Metric]
    measured: Mapping[str, Reading]


class Feeder(Struct, frozen=True):
    """A way by which items come to the goal: a rule (`place` is where it stands, empty where it is not in force), or what `via`
    says."""

    via: str
    rule: str
    place: str
    items: int

    @property
    def file(self) -> str:
        """`mappings.toml:12`: where files lie is for whoever runs the hub."""
        return PurePath(self.place).name


class _Aims(Struct):
    goal: str | None = None
    split: Shares = ()
    also: tuple[str, ...] = ()


_AIMS = msgspec.json.Decoder(_Aims).decode


def said_of(tx: Connection, key: str, until: datetime | None = None) -> Said:
    """Readings and decisions of days up to that one only; metrics and targets are those of now."""
    metrics = [each for each in statements.of(tx, Metric) if key in (*each.supports, *each.conflicts)]
    series = {each.key: _until(statements.readings_of(tx, each.key), until) for each in metrics}
    decisions = (each for each in statements.of(tx, Decision) if key in each.goals)
    return Said(
        targets=sorted((each for each in statements.of(tx, Target) if each.goal == key), key=lambda each: each.end),
        readings=_until(statements.readings_of(tx, key), until),
        decisions=[
            each for each in sorted(decisions, key=lambda each: each.at) if not until or each.at <= until.date()
        ],
        metrics=metrics,
        measured={metric: readings[-1] for metric, readings in series.items() if readings},
    )


def feeders(tx: Connection, key: str, at: datetime | None, now: datetime) -> list[Feeder]:
    """Those that brought most items first; the rules in force for the goal that brought none last."""
    stood = rules.rules_at(tx, millis(at or now))
    found = [
        Feeder(each.via, each.rule or "", stood[each.rule].place if each.rule in stood else "", each.items)
        for each in goal_work.feeds(tx, key, at)
    ]
    known = {each.rule for each in found}
    idle = (name for name in sorted(stood) if name not in known and key in _aims(stood[name].data))
    return [*found, *(Feeder("rule", name, stood[name].place, 0) for name in idle)]


def history(tx: Connection, key: str, at: datetime | None, now: datetime) -> Iterator[Event]:
    """The newest first."""
    return events(goal_versions.of_goal(tx, key, at or now))


def _aims(data: str) -> set[str | None]:
    """None of a rule that another version of the hub stored in another shape."""
    try:
        aims = _AIMS(data)
    except msgspec.ValidationError:
        return set()
    return {aims.goal, *(goal for goal, _share in aims.split), *aims.also}


def _until(readings: Sequence[Reading], until: datetime | None) -> Sequence[Reading]:
    return [each for each in readings if not until or each.at <= until.date()]
