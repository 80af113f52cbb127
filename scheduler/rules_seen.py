"""The mapping rules as they stand, each with what is known of it: what it links, what people say, and what is odd about it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection

from mappings import Problem, Rule, RulesError, Ruleset, Source, load_all
from scheduler.hub import Hub
from scheduler.mapping import rules_in_force
from scheduler.rule_checks import problems_of
from scheduler.rule_files import File, files, text_on_disk, told
from store import choices, goals, rules

READ = 4  # texts of rule files that stay read


@dataclass(frozen=True)
class RuleSeen:
    """`place` names the file with the line. `items` hold a link of it, `disputes` are those that people call wrong, `since` it
    has been what it is (None: it is not in force yet)."""

    rule: Rule
    place: str
    items: int
    disputes: int
    problems: Sequence[Problem]
    since: datetime | None

    @property
    def file(self) -> str:
        return self.place.rpartition(":")[0]

    @property
    def line(self) -> int:
        return int(self.place.rpartition(":")[2])


@dataclass(frozen=True)
class RulesSeen:
    """`rules` stand by who wins; `files` by precedence. `problems` are those of no rule. `mistakes` are why the files cannot be
    read: then the rules are those in force. `edited` tells that they are others than those in force."""

    files: Sequence[File]
    rules: Sequence[RuleSeen]
    defaults: Sequence[RuleSeen]
    problems: Sequence[Problem]
    mistakes: Sequence[Problem]
    edited: bool
    titles: Mapping[str, str]

    def find(self, name: str) -> RuleSeen | None:
        return next((each for each in (*self.rules, *self.defaults) if each.rule.id == name), None)


def rules_seen(hub: Hub) -> RulesSeen:
    """ConfigError when a rule file is not there."""
    with hub.store.read() as tx:
        in_force = rules_in_force(tx)
        ruleset, mistakes = _read(hub, in_force)
        found = problems_of(hub, tx, ruleset) if not mistakes else []
        seen = _seen(hub, tx, ruleset, found)
        titles = {key: goal.title for key, goal in goals.by_key(tx).items()}
    names = {rule.id for rule in ruleset.rules}
    return RulesSeen(
        files(hub.config),
        sorted((each for each in seen if each.rule.id in names), key=lambda each: each.rule.precedence),
        [each for each in seen if each.rule.id not in names],
        [_told(hub, each) for each in found if each.rule is None],
        mistakes,
        in_force is not None and in_force.digest != ruleset.digest,
        titles,
    )


def _read(hub: Hub, in_force: Ruleset | None) -> tuple[Ruleset, Sequence[Problem]]:
    try:
        return _load(
            tuple(file.source(text_on_disk(hub.config, file), called=file.name) for file in files(hub.config))
        ), ()
    except RulesError as error:
        return in_force or Ruleset(), error.problems


@lru_cache(READ)
def _load(sources: tuple[Source, ...]) -> Ruleset:
    return load_all(sources)


def _seen(hub: Hub, tx: Connection, ruleset: Ruleset, found: Sequence[Problem]) -> list[RuleSeen]:
    items, since = rules.linked(tx), rules.since(tx)
    disputes = Counter(each.rule for each in choices.unsettled(tx))
    odd: dict[str, list[Problem]] = defaultdict(list)
    for each in found:
        odd[each.rule or ""].append(_told(hub, each))
    return [
        RuleSeen(
            rule,
            told(hub.config, rule.place),
            items.get(rule.id, 0),
            disputes[rule.id],
            odd.get(rule.id, ()),
            since.get(rule.id),
        )
        for rule in (*ruleset.rules, *ruleset.defaults)
    ]


def _told(hub: Hub, problem: Problem) -> Problem:
    return Problem(
        place=told(hub.config, problem.place),
        level=problem.level,
        message=told(hub.config, problem.message),
        rule=problem.rule,
    )
