"""`fairlead rules check`: what is wrong or odd about rules that can be read. What cannot is told by `mappings.reader`."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from operator import attrgetter

from core.links import Placed
from mappings.fields import field_of, own_name
from mappings.linker import unknown_goals
from mappings.matcher import Matcher
from mappings.rules import Condition, Problem, Rule, Ruleset, did_you_mean, leaves
from mappings.shadow import shadowed

ENOUGH = 10  # items from which on "matches everything" says something
SHOWN = 10  # goals named in one message


def check(
    ruleset: Ruleset,
    *,
    path: str = "mappings.toml",
    goals: Collection[str] | None = None,
    needless: Collection[str] = (),
    items: Iterable[Placed] | None = None,
    today: date,
) -> list[Problem]:
    """All problems, in the order of the file. Goals and items are only looked at when given; `needless` are goals that no
    rule need lead to."""
    problems = [*_never(ruleset), *_shadows(ruleset)]
    if goals is not None:
        problems += [*unknown_goals(ruleset, goals), *_unreached(ruleset, set(goals) - set(needless), path)]
    if items is not None:
        problems += _counted(ruleset, items, today)
    return sorted(problems, key=attrgetter("order"))


def _warning(rule: Rule, message: str) -> Problem:
    return Problem(place=rule.place, level="warning", message=f'rule "{rule.id}" {message}', rule=rule.id)


def _never(ruleset: Ruleset) -> Iterator[Problem]:
    for rule in ruleset.rules:
        for condition in rule.when:
            if isinstance(condition, Condition) and condition.op == "all" and not field_of(condition.field).many:
                yield _warning(rule, f"can never hold: an item has one {condition.field}, not {len(condition.values)}")


def _shadows(ruleset: Ruleset) -> Iterator[Problem]:
    for hidden, wider in shadowed(ruleset.rules):
        yield _warning(hidden, f'can never win: "{wider.id}" at {wider.place} takes all its items first')


def _unreached(ruleset: Ruleset, goals: Collection[str], path: str) -> Iterator[Problem]:
    missing = sorted(set(goals) - {goal for rule in (*ruleset.rules, *ruleset.defaults) for goal in rule.goals})
    if missing:
        more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
        noun = "goal" if len(missing) == 1 else "goals"
        message = f"no rule leads to {len(missing)} {noun}: {', '.join(missing[:SHOWN])}{more}"
        yield Problem(place=f"{path}:1", level="warning", message=message)


def _counted(ruleset: Ruleset, items: Iterable[Placed], today: date) -> Iterator[Problem]:
    """Stops are lifted here: a rule that is always hidden still matches."""
    matcher = Matcher(ruleset.rules, today, stops=False)
    counts: Counter[str] = Counter()
    seen: dict[str, None] = {}
    total = 0
    for placed in items:
        total += 1
        counts.update(each.rule.id for each in matcher.matching(placed))
        seen.update(dict.fromkeys(placed.item.fields))
    for rule in ruleset.rules if total else ():
        if not counts[rule.id]:
            yield _warning(rule, f"matches none of the {total:,} items")
        elif counts[rule.id] == total and total >= ENOUGH:
            yield _warning(rule, f"matches every one of the {total:,} items")
        yield from _strange_fields(rule, seen)


def _strange_fields(rule: Rule, seen: Collection[str]) -> Iterator[Problem]:
    folded = {name.casefold() for name in seen}
    asked = (own_name(condition.field) for condition in leaves((*rule.when, *rule.unless)))
    for name in dict.fromkeys(asked):
        if name and name.casefold() not in folded:
            yield _warning(rule, f'asks for the field "{name}", which no item has{did_you_mean(name, seen)}')
