"""Test cases run against rules: what became of each item, and for those that came to something else, why. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from core.links import Aim, Identity, Link, Neighbour, aim_of, aim_words
from core.records import Goal
from mappings.batch import link_all
from mappings.cases import Case
from mappings.explain import Explanation, explain
from mappings.linker import Linker
from mappings.neighbours import Neighbours
from mappings.rules import Ruleset
from mappings.shares import TOLERANCE
from mappings.traces import RuleTrace

Links = tuple[Link, ...]

NEAREST = 3  # rules named that should have led there
EXPLAINED = 100  # failures of a file of which is told why: to judge every rule by itself takes time


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of one test. `why` is for those that failed: how the item got what it has, and what kept each rule that
    should have linked it, as far as it was explained. `place` is `mappings.toml:12`."""

    name: str
    place: str
    passed: bool
    expected: str
    came: str
    why: tuple[str, ...] = ()


def try_cases(ruleset: Ruleset, cases: Sequence[Case], today: date) -> list[Outcome]:
    """The tests of one file, in their order. All goals are known that a rule or a test names."""
    outcomes: dict[str, Outcome] = {}
    left = EXPLAINED
    known = {goal: _goal(goal) for goal in _named(ruleset, cases)}
    for day in sorted({case.today or today for case in cases}):
        linker = Linker(ruleset, known, today=day)
        world = _World(linker, cases)
        for case in cases:
            if (case.today or today) == day:
                outcomes[case.name] = world.outcome(case, explained=left > 0)
                left -= not outcomes[case.name].passed
    return [outcomes[case.name] for case in cases]


class _World:
    """All items of a file, linked as of one day."""

    def __init__(self, linker: Linker, cases: Sequence[Case]) -> None:
        self._linker = linker
        links: dict[Identity, list[Link]] = defaultdict(list)
        for link in link_all(linker, [case.placed for case in cases]):
            links[link.source, link.item].append(link)
        self._links: Mapping[Identity, Links] = {identity: tuple(each) for identity, each in links.items()}
        self._neighbours = Neighbours(self._neighbour(case) for case in cases)

    def outcome(self, case: Case, *, explained: bool) -> Outcome:
        links = self._links.get(case.placed.identity, ())
        passed = _fits(case, links)
        return Outcome(
            name=case.name,
            place=case.place,
            passed=passed,
            expected=_expected(case),
            came=_came(links, asked=case.also is not None),
            why=tuple(self._why(case)) if explained and not passed else (),
        )

    def _neighbour(self, case: Case) -> Neighbour:
        item = case.placed.item
        links = tuple(link for link in self._links.get(case.placed.identity, ()) if link.share)
        return Neighbour(item.source, item.key, item.kind, item.url, links)

    def _why(self, case: Case) -> Iterator[str]:
        told = explain(self._linker, case.placed, self._neighbours)
        yield told.reason
        wanted = _wanted(case, told)
        for trace in wanted[:NEAREST]:
            yield f'rule "{trace.rule}" at {trace.place}: {trace.reason}'
        if not wanted and case.goals:
            yield f"no rule leads to {' or '.join(case.goals)}"


def _wanted(case: Case, told: Explanation) -> list[RuleTrace]:
    """The rules that could have led where the test expected, those first that nearly did."""
    traces = [
        trace
        for trace in (*told.rules, *told.defaults)
        if trace.verdict != "wins"
        and (trace.rule == case.rule if case.rule else bool({*case.goals} & {*trace.goals}) or _exempts(case, trace))
    ]
    return sorted(traces, key=lambda trace: -sum(test.held for test in trace.when))


def _exempts(case: Case, trace: RuleTrace) -> bool:
    return case.exempt and not trace.goals


def _fits(case: Case, links: Links) -> bool:
    had = {link.goal: link.share for link in links if link.share}
    wanted: dict[str | None, float] = {None: 1.0} if case.exempt else dict(case.shares)
    also = {link.goal for link in links if not link.share}
    return (
        had.keys() == wanted.keys()
        and all(abs(had[goal] - wanted[goal]) <= TOLERANCE for goal in wanted)
        and (case.rule is None or any(link.rule == case.rule for link in links if link.share))
        and (case.also is None or also == set(case.also))
    )


def _expected(case: Case) -> str:
    shares: Aim = ((None, 1.0),) if case.exempt else case.shares
    by = f' by rule "{case.rule}"' if case.rule else ""
    also = f", also {', '.join(sorted(case.also)) or 'nothing'}" if case.also is not None else ""
    return f"{aim_words(shares)}{by}{also}"


def _came(links: Links, *, asked: bool) -> str:
    """References are told when they were asked for."""
    dividing = [link for link in links if link.share]
    how = f" {_how(dividing[0])}" if dividing else ""
    references = sorted(str(link.goal) for link in links if not link.share)
    also = f", also {', '.join(references) or 'nothing'}" if asked else ""
    return f"{aim_words(aim_of(dividing))}{how}{also}"


def _how(link: Link) -> str:
    match link.via:
        case "inherited":
            return f"from {', '.join(link.matched)}"
        case "key":
            return f"because it {', '.join(link.matched)}"
    return f'by rule "{link.rule}"'


def _named(ruleset: Ruleset, cases: Iterable[Case]) -> set[str]:
    rules = (*ruleset.rules, *ruleset.defaults)
    return {goal for rule in rules for goal in rule.goals} | {goal for case in cases for goal in case.goals}


def _goal(key: str) -> Goal:
    """Of a goal that only its key is known of; nothing else counts for rules."""
    return Goal(source="", key=key, level="objective", title="", place="")
