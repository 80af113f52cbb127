"""How an explanation looks in a terminal: the answer first, then every place that a link could come from."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fairlead import screen
from mappings.explain import Explanation, Step
from mappings.traces import RuleTrace, Trace
from mappings.whynot import WhyNot
from scheduler import why_words
from scheduler.explaining import Explained
from scheduler.why_words import aim, by, checks, leads, nearly_holds, on
from store.provenance import Interval, Saying

WON = {"wins": "green", "refers": "green", "outranked": "yellow", "hidden": "yellow", "excepted": "yellow"}
EARLIER = 5  # links that have ended


def page(told: Explained, *, everything: bool) -> RenderableType:
    """Rules that hold in full; those that nearly hold in a line; the rest as a number, unless they are asked for."""
    seen, asked = told.explanation, told.why_not
    parts: list[RenderableType] = [*_answer(seen), *_held(told.links)]
    parts += _section("By hand", map(_saying, told.sayings))
    if asked:
        parts += _why_not(asked)
    else:
        parts += _section("By name", map(_step, seen.keys))
        parts += _section("Rules", _rules(seen.rules, everything=everything))
        parts += _section("Inherited", map(_step, seen.inherited))
        parts += _section("By default", (_rule(each, in_full=True) for each in seen.defaults))
    return Group(*parts)


def _answer(seen: Explanation) -> Iterator[RenderableType]:
    yield Text.assemble((f"{seen.source}:{seen.item}", "bold"), f" {seen.title}")
    yield Text.assemble("→ ", (seen.reason, "green" if seen.links else "yellow"))
    for link in seen.references:
        by = f'rule "{link.rule}"' if link.rule else ", ".join(link.matched)
        yield Text(f"  refers to {link.goal} ({by})")


def _held(links: Sequence[Interval]) -> Iterator[RenderableType]:
    """What stands in the store, and what stood there before."""
    table = Table(**screen.PLAIN, show_header=False)
    ended = [link for link in links if link.until][:EARLIER]
    for name, some in (("linked", [link for link in links if not link.until]), ("before", ended)):
        for link in some:
            until = f" to {on(link.until)}" if link.until else ""
            table.add_row(Text(f"  {name}", "dim"), aim(link), f"since {on(link.since)}{until}", Text(by(link), "dim"))
    if table.row_count:
        yield table


def _section(title: str, lines: Iterable[RenderableType]) -> list[RenderableType]:
    found = list(lines)
    return [Text(f"\n{title}", "bold"), *found] if found else []


def _saying(said: Saying) -> RenderableType:
    return _marked("·", Text(why_words.said(said)))


def _step(step: Step) -> RenderableType:
    return _marked("✓" if step.counts else "·", Text(f"{step.looked_at}: {step.found}"))


def _marked(sign: str, text: Text) -> RenderableType:
    """Lines that do not fit go on below the text, not below the sign."""
    table = Table(**screen.PLAIN, show_header=False, padding=(0, 1, 0, 0))
    table.add_row(f"  {sign}", text)
    return table


def _why_not(asked: WhyNot) -> Iterator[RenderableType]:
    yield from _section(f"Why not {asked.goal}?", map(_step, asked.steps))
    yield from _section("Its rules, the nearest first", (_rule(rule, in_full=True) for rule in asked.rules))
    yield Text.assemble("\n", (asked.nearest, "yellow"))


def _rules(rules: Sequence[RuleTrace], *, everything: bool) -> Iterator[RenderableType]:
    shown = [rule for rule in rules if everything or rule.verdict != "fails" or nearly_holds(rule)]
    for rule in shown:
        yield _rule(rule, in_full=everything or rule.verdict != "fails")
    if left := len(rules) - len(shown):
        others, them = ("1 rule does", "it") if left == 1 else (f"{left:,} rules do", "them")
        yield Text(f"  {others} not hold in anything; --all shows {them}, --goal KEY those of a goal", "dim")


def _rule(rule: RuleTrace, *, in_full: bool) -> RenderableType:
    head = Text.assemble(
        f"  {rule.rule} → {leads(rule)}  ", (rule.verdict, WON.get(rule.verdict, "dim")), (f"  {rule.place}", "dim")
    )
    parts: list[RenderableType] = [head]
    if rule.verdict != "fails" or not in_full:
        parts.append(Padding(Text(rule.reason), (0, 0, 0, 6)))
    if in_full:
        parts.append(Padding(_tests(rule), (0, 0, 0, 6)))
    return Group(*parts)


def _tests(rule: RuleTrace) -> Table:
    table = Table(**screen.PLAIN, show_header=False)
    for row in _traces(rule.when):
        table.add_row(*row)
    if rule.unless:
        table.add_row(Text("unless all of", "dim"), "")
        for row in _traces(rule.unless, 1):
            table.add_row(*row)
    return table


def _traces(traces: Iterable[Trace], depth: int = 0) -> Iterator[tuple[Text, Text]]:
    """One row a test: whether it held, and what the item has; parts of a group stand below it, further in."""
    for test in checks(traces, depth):
        sign, style = ("✓", "green") if test.held else ("✗", "red")
        yield Text.assemble("  " * test.depth, (sign, style), f" {test.words}"), Text(test.has, "dim")
