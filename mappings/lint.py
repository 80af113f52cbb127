"""`fairlead rules check`: what is wrong or odd about rules that can be read. What cannot is told by `mappings.reader`."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from operator import attrgetter

from core.links import Placed, aim_words
from core.phrases import counted
from mappings.fields import own_name
from mappings.linker import unknown_goals
from mappings.logic import contradiction, implies
from mappings.measured import Measured, measure
from mappings.rules import Problem, Rule, Ruleset, default_of, did_you_mean, leaves
from mappings.shadow import shadowed

ENOUGH = 10  # items from which on "matches everything" says something
SHOWN = 10  # goals named in one message
WORST = 20  # pairs of rules that disagree, named one by one
HINTS = 100  # rules that match nothing for which the reason is looked for


def check(
    ruleset: Ruleset,
    *,
    path: str = "mappings.toml",
    goals: Collection[str] | None = None,
    needless: Collection[str] = (),
    connectors: Collection[str] | None = None,
    items: Iterable[Placed] | None = None,
    today: date,
) -> list[Problem]:
    """All problems, in the order of the files. Goals, items and the names of connectors are only looked at when given;
    `needless` are goals that no rule need lead to. `path` is where goals that no rule leads to are told."""
    rules = (*ruleset.rules, *ruleset.defaults)
    never = {problem.rule: problem for rule in rules for problem in _never(rule)}
    problems = [*never.values(), *_dates(ruleset, today)]
    problems += [problem for rule in rules if rule.id not in never for problem in _idle_unless(rule)]
    problems += [problem for problem in _shadows(ruleset) if problem.rule not in never]
    if connectors is not None:
        problems += _strange_defaults(ruleset, connectors)
    if goals is not None:
        problems += [*unknown_goals(ruleset, goals), *_unreached(ruleset, set(goals) - set(needless), path, today)]
    if items is not None:
        live = [rule for rule in ruleset.rules if not _over(rule, today)]
        problems += _counted(live, measure(ruleset.rules, items, today), skip=never.keys())
    return sorted(problems, key=attrgetter("order"))


def _warning(rule: Rule, message: str) -> Problem:
    return Problem(place=rule.place, level="warning", message=f'rule "{rule.id}" {message}', rule=rule.id)


def _never(rule: Rule) -> Iterator[Problem]:
    if why := contradiction(rule.when):
        yield _warning(rule, f"can never hold: {why}")
    elif rule.unless and all(any(implies(given, asked) for given in rule.when) for asked in rule.unless):
        yield _warning(rule, "can never hold: wherever its `when` holds, its `unless` does too")


def _idle_unless(rule: Rule) -> Iterator[Problem]:
    if why := contradiction(rule.unless):
        yield _warning(rule, f"has an `unless` that excepts nothing: {why}")


def _strange_defaults(ruleset: Ruleset, connectors: Collection[str]) -> Iterator[Problem]:
    known = {default_of(name): name for name in connectors}
    for rule in ruleset.defaults:
        if rule.id not in known:
            name = rule.id.removeprefix(default_of(""))
            hint = did_you_mean(name, known.values()) or f"; there are {', '.join(known.values()) or 'none'}"
            yield _warning(rule, f'can never hold: no connector "{name}" is enabled{hint}')


def _dates(ruleset: Ruleset, today: date) -> Iterator[Problem]:
    for rule in ruleset.rules:
        if _over(rule, today):
            yield _warning(
                rule, f"is not in force any more: its last day was {rule.valid_to}; remove it or move the day"
            )
        elif rule.valid_from and rule.valid_from > today:
            message = f'rule "{rule.id}" is not in force yet: its first day is {rule.valid_from}'
            yield Problem(place=rule.place, level="note", message=message, rule=rule.id)


def _over(rule: Rule, today: date) -> bool:
    return rule.valid_to is not None and rule.valid_to < today


def _shadows(ruleset: Ruleset) -> Iterator[Problem]:
    for hidden, wider in shadowed(ruleset.rules):
        yield _warning(hidden, f'can never win: "{wider.id}" at {wider.place} takes all its items first')


def _unreached(ruleset: Ruleset, goals: Collection[str], path: str, today: date) -> Iterator[Problem]:
    rules = (rule for rule in (*ruleset.rules, *ruleset.defaults) if not _over(rule, today))
    missing = sorted(set(goals) - {goal for rule in rules for goal in rule.goals})
    if missing:
        more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
        noun = "goal" if len(missing) == 1 else "goals"
        message = f"no rule leads to {len(missing)} {noun}: {', '.join(missing[:SHOWN])}{more}"
        yield Problem(place=f"{path}:1", level="warning", message=message)


def _counted(rules: Collection[Rule], seen: Measured, skip: Collection[str | None]) -> Iterator[Problem]:
    """What the items say. Rules that can never hold are not told of again."""
    if not seen.total:
        return
    idle = [rule for rule in rules if not seen.counts[rule.id]]
    busy = {goal for rule in rules if seen.counts[rule.id] for goal in rule.goals}
    for number, rule in enumerate(rule for rule in idle if rule.id not in skip):
        why = seen.why_none(rule) if number < HINTS else ""
        lost = [goal for goal in rule.goals if goal not in busy]
        alone = f"; nothing else matches for {', '.join(lost)}" if lost else ""
        yield _warning(rule, f"matches none of the {seen.total:,} items{why}{alone}")
    for rule in rules:
        if seen.counts[rule.id] == seen.total >= ENOUGH:
            yield _warning(rule, f"matches every one of the {seen.total:,} items")
        yield from _strange_fields(rule, seen.own)
    yield from _disagreeing(seen)


def _strange_fields(rule: Rule, seen: Collection[str]) -> Iterator[Problem]:
    folded = {name.casefold() for name in seen}
    asked = (own_name(condition.field) for condition in leaves((*rule.when, *rule.unless)))
    for name in dict.fromkeys(asked):
        if name and name.casefold() not in folded:
            yield _warning(rule, f'asks for the field "{name}", which no item has{did_you_mean(name, seen)}')


def _disagreeing(seen: Measured) -> Iterator[Problem]:
    worst = sorted(seen.ties, key=lambda tie: (-tie.items, tie.loser.id))
    for tie in worst[:WORST]:
        many = counted(tie.items, "item")
        one, other = aim_words(tie.loser.shares), aim_words(tie.winner.shares)
        yield _warning(
            tie.loser,
            f'and "{tie.winner.id}" at {tie.winner.place} disagree on {many} ({", ".join(tie.examples)}): one leads to '
            f"{one}, the other to {other}, and only the alphabet decides; give one more weight",
        )
    if len(worst) > WORST:
        last = worst[WORST - 1].loser
        message = f"{len(worst) - WORST:,} more pairs of rules disagree where only the alphabet decides"
        yield Problem(place=last.place, level="note", message=message)
