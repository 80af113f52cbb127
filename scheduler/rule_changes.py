"""What an edit of the mapping rules would do, on the stored items, before anything is saved."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from core.detectors import judge
from core.detectors.blocked import signs
from core.facts import EffortFact
from core.findings import Observation
from core.shifts import Shift, shifts
from mappings import Problem, Ruleset
from scheduler.hub import Hub
from scheduler.linking import Held, held_by_guard, people_of
from scheduler.mapping import map_items, open_linker, rules_in_force
from scheduler.moves import Kind, Move, Way, in_ways, move_of
from scheduler.rule_checks import problems_of
from store import accounts, kept
from store.facts import facts
from store.links import Change

_PLACE = re.compile(r" at \S+:\d+")  # lines shift with every edit


@dataclass(frozen=True)
class Preview:
    """What edited rules would do to the items as they stand.

    `new`, `edited`, `gone` are ids of rules. `items` were looked at. `moves` is the complete list, `ways` puts those together
    that go the same way, `counts` by kind. `effort` is that of the trailing four weeks. `opening` and `closing` are what
    detectors would see anew, or no more: how soon findings follow is another matter. `held` is what the guard would say,
    `problems` what becomes wrong or odd about the rules. `first` is true when no rules are in force yet; without `judged`
    nobody has looked at effort and findings.
    """

    new: tuple[str, ...]
    edited: tuple[str, ...]
    gone: tuple[str, ...]
    items: int
    moves: tuple[Move, ...]
    ways: tuple[Way, ...]
    counts: Mapping[Kind, int]
    effort: tuple[Shift, ...]
    opening: tuple[Observation, ...]
    closing: tuple[Observation, ...]
    held: Held | None
    problems: tuple[Problem, ...]
    first: bool = False
    judged: bool = True


class Superseded(Exception):
    """Nobody waits for this preview any more."""


@dataclass(frozen=True)
class _Seen:
    effort: tuple[EffortFact, ...]
    observations: Mapping[str, Observation]


Told = Callable[[Preview], None]


def preview(hub: Hub, edited: Ruleset, *, judged: bool = True, tell: Told = lambda _seen: None) -> Preview:
    """What would become of everything under the edited rules. Nothing of it stays. Superseded when the hub is asked to stop.

    To judge everything before and after takes most of the time; without `judged` effort and findings are left out. `tell` hears
    of the preview without them as soon as it is known. What changed since the last mapping is linked by the rules in force
    first, so that only what the edit does is told.
    """
    with hub.store.trial() as tx:
        _insist(hub)
        accounts.save_people(tx, people_of(hub))
        in_force = rules_in_force(tx)
        if in_force is not None:
            map_items(hub, tx, open_linker(hub, tx, in_force))
        attempt = tx.begin_nested()
        seen = _tried(hub, tx, in_force, edited)
        tell(seen)
        if not judged:
            return seen
        after = _look(hub, tx)
        attempt.rollback()
        return _compared(seen, _look(hub, tx), after)


def _tried(hub: Hub, tx: Connection, in_force: Ruleset | None, edited: Ruleset) -> Preview:
    """Carries the edit out, and tells where items go."""
    moves = list[Move]()

    def note(change: Change) -> None:
        _insist(hub)
        if move := move_of(change):
            moves.append(move)

    mapped = map_items(hub, tx, open_linker(hub, tx, edited), tell=note)
    told, ways = in_ways(tx, moves)
    was, now_is = _versions(in_force or Ruleset()), _versions(edited)
    return Preview(
        new=tuple(name for name in now_is if name not in was),
        edited=tuple(name for name in now_is if name in was and was[name] != now_is[name]),
        gone=tuple(name for name in was if name not in now_is),
        items=mapped.items,
        moves=told,
        ways=ways,
        counts=Counter(move.kind for move in moves),
        effort=(),
        opening=(),
        closing=(),
        held=held_by_guard(hub, tx, in_force, edited, mapped),
        problems=tuple(_problems(hub, tx, in_force or Ruleset(), edited)),
        first=in_force is None,
        judged=False,
    )


def _compared(seen: Preview, before: _Seen, after: _Seen) -> Preview:
    return replace(
        seen,
        effort=tuple(shifts(before.effort, after.effort)),
        opening=_only_in(after, before),
        closing=_only_in(before, after),
        judged=True,
    )


def _insist(hub: Hub) -> None:
    if hub.stopping.is_set():
        raise Superseded("another look at the rules was asked for meanwhile")


def _versions(ruleset: Ruleset) -> dict[str, str]:
    return {rule.id: rule.version for rule in (*ruleset.rules, *ruleset.defaults)}


def _problems(hub: Hub, tx: Connection, before: Ruleset, after: Ruleset) -> Iterator[Problem]:
    """What can be said of the edited rules without looking at every item, and could not be said of those before."""
    was, now = (problems_of(hub, tx, ruleset) for ruleset in (before, after))
    said = {(problem.rule, _PLACE.sub("", problem.message)) for problem in was}
    yield from (problem for problem in now if (problem.rule, _PLACE.sub("", problem.message)) not in said)


def _look(hub: Hub, tx: Connection) -> _Seen:
    _insist(hub)
    now = hub.clock()
    kept.refresh(tx, now)
    seen = facts(tx, now, signs=signs(hub.config.detectors))
    judged = judge(seen, hub.config.detectors, hub.detectors.values())
    return _Seen(seen.effort, {each.fingerprint: each for each in judged})


def _only_in(these: _Seen, those: _Seen) -> tuple[Observation, ...]:
    news = these.observations.keys() - those.observations.keys()
    return tuple(sorted((these.observations[each] for each in news), key=lambda seen: (seen.detector, seen.subject)))
