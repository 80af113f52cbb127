"""Second use case: link what changed to goals, by the rules as they stand now."""

from dataclasses import dataclass, replace
from hashlib import blake2b

from sqlalchemy import Connection

from core.guard import rules_held_because
from core.people import People
from mappings import Linker, Problem, RulesError, Ruleset
from scheduler.config import ConfigError, load_people
from scheduler.forgetting import erased
from scheduler.hub import Hub
from scheduler.mapping import Mapped, map_items, open_linker, rules_in_force
from scheduler.rule_files import load_rules
from store import accounts, numbers
from store.links import LinkCounts


@dataclass(frozen=True)
class Held:
    """Edited rules that wait for an approval, named by `approval`; until then those of before stay in force."""

    reason: str
    approval: str


@dataclass(frozen=True)
class Linked:
    """`items` were looked at. `by_via` counts the links that all items hold afterwards, by provenance. `everything` says
    whether goals or people changed, so that all items were looked at. `mistakes` are those for which the rule files could
    not be read, so that the rules of before stay in force."""

    items: int
    counts: LinkCounts
    by_via: dict[str, int]
    unlinked: int
    everything: bool
    problems: tuple[str, ...]
    held: Held | None = None
    mistakes: tuple[Problem, ...] = ()


def people_of(hub: Hub) -> People:
    """The people map of the configuration, an empty one when none is named. A file that cannot be read leaves the one of before
    in force; ConfigError where this hub has read none yet."""
    file = hub.config.hub.people
    try:
        hub.last_people = erased(hub).people(load_people(hub.config.file(file))) if file else People()
    except ConfigError:
        if hub.last_people is None:
            raise
    return hub.last_people


def link(hub: Hub, *, everything: bool = False, approval: str | None = None) -> Linked:
    """Links the items that changed or that an edit of the rules can touch, and all that inherit from them; all items when
    goals or people changed. Edited rules that take too much away are held until they are approved, and files that cannot be
    read leave the rules of before in force. RulesError where there are none yet."""
    people = people_of(hub)
    with hub.store.write() as tx:
        accounts.save_people(tx, people)
        in_force = rules_in_force(tx)
        ruleset, mistakes = _readable(hub, in_force)
        linked = _guarded(hub, tx, in_force, ruleset, everything=everything, approval=approval)
        by_via = numbers.links_by_via(tx)
    unlinked = by_via.pop("unlinked", 0)
    return replace(linked, by_via=by_via, unlinked=unlinked, mistakes=mistakes)


def _readable(hub: Hub, in_force: Ruleset | None) -> tuple[Ruleset, tuple[Problem, ...]]:
    try:
        return load_rules(hub), ()
    except RulesError as error:
        if in_force is None:
            raise
        return in_force, tuple(error.problems)


def _guarded(
    hub: Hub, tx: Connection, in_force: Ruleset | None, edited: Ruleset, *, everything: bool, approval: str | None
) -> Linked:
    """By the edited rules if the guard lets them pass, else by those that are in force. What changed meanwhile is linked by the
    latter first, so that the guard weighs the edit alone."""
    if in_force is None or in_force.digest == edited.digest:
        linker = open_linker(hub, tx, edited)
        return _linked(linker, map_items(hub, tx, linker, everything=everything))
    before, after = open_linker(hub, tx, in_force), open_linker(hub, tx, edited)
    settled = map_items(hub, tx, before, everything=everything)
    attempt = tx.begin_nested()
    mapped = map_items(hub, tx, after)
    held = held_by_guard(hub, tx, in_force, edited, mapped)
    if held and held.approval != approval:
        attempt.rollback()
        return _linked(before, settled, held)
    attempt.commit()
    return _linked(after, settled + mapped)


def _linked(linker: Linker, mapped: Mapped, held: Held | None = None) -> Linked:
    problems = tuple(problem.message for problem in linker.problems)
    return Linked(mapped.items, mapped.counts, {}, 0, mapped.everything, problems, held)


def held_by_guard(hub: Hub, tx: Connection, in_force: Ruleset | None, edited: Ruleset, mapped: Mapped) -> Held | None:
    """Whether the edited rules, with which all has just been `mapped`, wait for an approval. The first rules never do."""
    if in_force is None or in_force.digest == edited.digest:
        return None
    before = numbers.linked_items(tx) - mapped.counts.linked + mapped.counts.unlinked
    reason = rules_held_because(mapped.lost, before, hub.config.limits)
    return Held(reason, approval_of(in_force, edited)) if reason else None


def approval_of(before: Ruleset, after: Ruleset) -> str:
    """Names one edit: from exactly these rules to exactly those."""
    return blake2b(f"{before.digest} {after.digest}".encode(), digest_size=8).hexdigest()
