"""Second use case: link what changed to goals, by the rules as they stand now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import msgspec
from sqlalchemy import Connection

from core.people import People
from core.records import Goal
from mappings import Linker, Neighbours, Ruleset, link_all, load
from scheduler.config import ConfigError, load_people
from scheduler.hub import Hub
from store import accounts, goals, linking, meta, numbers
from store.linking import LinkCounts, LinkInput

MAPPED_WITH = "mapped_with"


@dataclass(frozen=True)
class Linked:
    """`items` were looked at. `by_via` counts the links that all items hold afterwards, by provenance. `everything` says
    whether rules, goals or people changed, so that all items were looked at."""

    items: int
    counts: LinkCounts
    by_via: dict[str, int]
    unlinked: int
    everything: bool
    problems: tuple[str, ...]


def load_rules(hub: Hub) -> Ruleset:
    """The rule file of the configuration. RulesError names each line that is wrong, ConfigError a missing file."""
    path = hub.config.file(hub.config.hub.rules)
    try:
        return load(path.read_text(), str(path))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; name the rule file in [hub] rules of {hub.config.path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None


def people_of(hub: Hub) -> People:
    """The people map of the configuration, an empty one when none is named."""
    file = hub.config.hub.people
    return load_people(hub.config.file(file)) if file else People()


def link(hub: Hub, *, everything: bool = False) -> Linked:
    """Links the changed items and all that inherit from them; all items when rules, goals or people changed."""
    ruleset = load_rules(hub)
    now = hub.clock()
    total, looked_at = LinkCounts(), 0
    with hub.store.write() as tx:
        accounts.save_people(tx, people_of(hub))
        known = goals.all_goals(tx)
        linker = open_linker(hub, tx, ruleset, known)
        linking.save_rules(tx, {rule.id: (rule.version, rule.place) for rule in ruleset.rules}, now)
        stamp = _stamp(tx, linker, known)
        everything = everything or meta.get(tx, MAPPED_WITH) != stamp
        for inputs in linking.to_link(tx, everything=everything):
            around = neighbours(tx, inputs)
            links = list(link_all(linker, [(each.item, each.team) for each in inputs], around))
            total += linking.save_links(tx, links, [each.id for each in inputs], now)
            looked_at += len(inputs)
        meta.put(tx, MAPPED_WITH, stamp)
        by_via = numbers.links_by_via(tx)
    unlinked = by_via.pop("unlinked", 0)
    return Linked(looked_at, total, by_via, unlinked, everything, tuple(p.message for p in linker.problems))


def open_linker(hub: Hub, tx: Connection, ruleset: Ruleset, known: Iterable[Goal]) -> Linker:
    """Rules, goals and links made by hand, ready to be asked."""
    return Linker(ruleset, {goal.key: goal for goal in known}, linking.manual_links(tx), today=hub.clock().date())


def neighbours(tx: Connection, inputs: Sequence[LinkInput]) -> Neighbours:
    """What the store knows of the items around these."""
    return Neighbours(linking.neighbours(tx, inputs))


def _stamp(tx: Connection, linker: Linker, known: Iterable[Goal]) -> str:
    """Changes whenever an unchanged item could get another link."""
    ruleset = linker.ruleset
    in_force = [rule.id for rule in ruleset.rules if rule.valid_on(linker.today)]
    names = [_names(goal) for goal in known]
    people = [meta.get(tx, "people"), accounts.teams(tx)]
    return blake2b(msgspec.json.encode([ruleset.digest, in_force, names, people]), digest_size=16).hexdigest()


def _names(goal: Goal) -> tuple[str, str, str, str | None]:
    return goal.key, goal.source, goal.url, goal.item
