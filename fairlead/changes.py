"""How an edit of the mapping rules looks in a terminal: who goes where, what that does to effort and findings."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from core.findings import Observation
from core.shifts import Shift
from core.telling import SIGNS, sentence
from fairlead.screen import COLOURS, PLAIN
from scheduler.moves import Kind, Way, in_words
from scheduler.replay import Replay
from scheduler.rule_changes import Preview

STYLES: dict[Kind, str] = {"gained": "green", "lost": "red", "moved": "yellow"}
NAMED = 2  # examples of one way, or rules
SHOWN = 12  # lines of one part; --json has all
BAR = 16  # characters of a whole


def told(seen: Preview) -> RenderableType:
    """The whole preview, what matters most last: there the eye is."""
    return Group(moves_told(seen), rest_told(seen))


def moves_told(seen: Preview) -> RenderableType:
    """What is known of it first: the rules, and the items that they move."""
    return Group(_rules(seen), items_told(seen))


def rest_told(seen: Preview) -> RenderableType:
    """What it does to effort and findings, and what is wrong with it."""
    parts = [part for part in (effort_told(seen.effort), *_findings(seen), _problems(seen)) if part]
    return Group(*parts, _verdict(seen))


def _rules(seen: Preview) -> RenderableType:
    named = ((seen.new, "new", "green"), (seen.edited, "edited", "yellow"), (seen.gone, "gone", "red"))
    said = [Text(f"{len(ids):,} {word} ({_few(ids)})", style) for ids, word, style in named if ids]
    return Text.assemble(("Rules: ", "bold"), Text(", ").join(said) if said else "none that means anything else")


def _few(ids: Sequence[str]) -> str:
    return ", ".join([*ids[:NAMED], *(["…"] if len(ids) > NAMED else [])])


def items_told(seen: Preview | Replay) -> RenderableType:
    """How many go where, with examples."""
    head = Text.assemble(("Items: ", "bold"), in_words(seen.counts) or "none goes anywhere else")
    going = [way for way in seen.ways if way.kind in STYLES]
    return Group(head, *(line for way in going[:SHOWN] for line in _way(way)), *_more(len(going)))


def _way(way: Way) -> Iterator[Text]:
    yield Text(f"  {way.count:>5,}  {way.before} → {way.after}", STYLES[way.kind])
    named = [f"{each.item} {each.title}" for each in way.examples[:NAMED]]
    more = [f"and {way.count - len(named):,} more"] if way.count > len(named) else []
    yield Text(f"         {' · '.join([*named, *more])}", "dim", no_wrap=True, overflow="ellipsis")


def effort_told(shifts: Sequence[Shift], head: str = "Effort of the last four weeks") -> RenderableType | None:
    """The shares of goals before and after, None if nothing moves."""
    moving = [shift for shift in shifts if shift.moves]
    if not moving:
        return None
    table = Table(**PLAIN, header_style="dim")
    for heading in ("", "now", "edited", ""):
        table.add_column(heading, no_wrap=True)
    for shift in [shift for shift in moving if shift.team is None][:SHOWN]:
        days = Text(f"{shift.before:.1f} → {shift.after:.1f} person-days", "dim")
        table.add_row(f"  {shift.goal or 'no goal'}", _bar(shift.share_before), _bar(shift.share_after, "cyan"), days)
    teams = [Text(f"  {line}", "dim", overflow="ellipsis", no_wrap=True) for line in _teams(moving)]
    return Group(Text(f"\n{head}", "bold"), table, *teams[:SHOWN])


def _bar(share: float, style: str = "dim") -> Text:
    filled = round(share * BAR)
    return Text.assemble(("█" * filled, style), ("·" * (BAR - filled), "dim"), f" {share:4.0%}")


def _teams(moving: Sequence[Shift]) -> Iterator[str]:
    of_teams = [shift for shift in moving if shift.team]
    for team, own in groupby(of_teams, key=lambda shift: shift.team):
        goals = (f"{each.goal or 'no goal'} {each.share_before:.0%} → {each.share_after:.0%}" for each in own)
        yield f"team {team}: {', '.join(goals)}"


def _findings(seen: Preview) -> Iterator[RenderableType]:
    for words, observed in (("would open", seen.opening), ("would close", seen.closing)):
        if observed:
            head = Text(f"\nFindings that {words}: {len(observed):,}", "bold")
            yield Group(head, *map(_finding, observed[:SHOWN]), *_more(len(observed)))


def _finding(each: Observation) -> Text:
    owner = each.owner or (f"team {each.team}" if each.team else "nobody")
    sign = (f"  {SIGNS[each.severity]} ", COLOURS[each.severity])
    return Text.assemble(sign, f"{each.detector} {sentence(each)} ", (f"({owner})", "dim"))


def _problems(seen: Preview) -> RenderableType | None:
    if not seen.problems:
        return None
    first = sorted(seen.problems, key=lambda problem: problem.level)[:SHOWN]
    styles = {"error": "red", "warning": "yellow"}
    lines = [Text(f"  {problem}", styles[problem.level]) for problem in first]
    return Group(Text("\nOdd or wrong", "bold"), *lines, *_more(len(seen.problems)))


def _verdict(seen: Preview) -> RenderableType:
    if seen.held:
        return Text(f"\nThe guard holds this: {seen.held.reason}. Its approval is {seen.held.approval}.", "yellow")
    return Text("\nThese are the first rules." if seen.first else "\nThe guard lets this pass.", "green")


def _more(count: int) -> list[Text]:
    return [Text(f"  … and {count - SHOWN:,} more; --json has all", "dim")] if count > SHOWN else []
