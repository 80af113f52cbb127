"""How the company stands, on one screen of a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from core.answers import WINDOW_DAYS, Answer
from core.breaks import Break
from core.chain import HOPS
from core.detectors import BY_ID, Detectors
from core.findings import Finding
from core.gaps import TeamGap
from core.overview import Overview
from core.phrases import counted
from core.telling import SIGNS, sentence
from fairlead.screen import COLOURS, PLAIN

EVIDENCE, NEXT, BREAKS, GAPS, LACKS = 2, 3, 4, 3, 3  # lines of each
STYLES: Mapping[bool | None, str] = {True: "bold green", False: "bold red", None: "dim"}
ASKED = 26  # signs of the longest question


def page(seen: Overview, detectors: Detectors = BY_ID) -> RenderableType:
    """Everything that fits; what is left out is counted."""
    parts: list[RenderableType] = [_head(seen)]
    for answer in seen.answers:
        parts += [Text(), *_answer(answer, detectors)]
    parts += _section("Where the gap is widest", [_gap(gap, seen) for gap in seen.gaps[:GAPS]])
    parts += _section("Where the chain breaks", [*_breaks(seen.breaks), *_lacks(seen)])
    if seen.next:
        parts += [Text("\nWhat else to look at", "bold"), _findings(seen.next[:NEXT])]
    parts += _section("Not judged", [Text(f"{each.what}: {each.why}") for each in seen.unjudged])
    return Group(*parts)


def _head(seen: Overview) -> Text:
    counts = [f"{SIGNS[severity]} {n:,} {severity}" for severity in SIGNS if (n := seen.found.get(severity))]
    handled = ", ".join(f"{n:,} {stage}" for stage, n in seen.stages.items() if stage != "open")
    found = ("  ".join(counts) or "nothing drifts") + (f"  (of them {handled})" if handled else "")
    return Text.assemble(("How things stand", "bold"), f"  {seen.as_of:%Y-%m-%d %H:%M} UTC  ", (found, "dim"))


def _section(title: str, lines: Sequence[Text]) -> list[RenderableType]:
    return [Text(f"\n{title}", "bold"), *(Padding(line, (0, 0, 0, 2)) for line in lines)] if lines else []


def _answer(answer: Answer, detectors: Detectors) -> Iterator[RenderableType]:
    table = Table(**PLAIN, show_header=False)
    table.add_column(width=ASKED, no_wrap=True)
    table.add_column(width=len("unknown"), no_wrap=True)
    table.add_row(Text(answer.question.asks, "bold"), Text(answer.word, STYLES[answer.good]), Text(answer.says))
    yield table
    if answer.findings:
        yield _findings(answer.findings[:EVIDENCE])
    worst = detectors.get(answer.findings[0].observation.detector) if answer.findings else None
    if worst and answer.good is False:
        yield Padding(Text(f"→ {worst.advice}", "dim"), (0, 0, 0, 4))


def _findings(findings: Iterable[Finding]) -> Table:
    """Sign, sentence, since when, who can mend it."""
    table = Table(**PLAIN, show_header=False, expand=True)
    table.add_column(width=3, justify="right")
    table.add_column(ratio=1)
    for column in ("since", "who"):
        table.add_column(column, no_wrap=True)
    for seen in (finding.observation for finding in findings):
        who = seen.owner or (f"team {seen.team}" if seen.team else "–")
        sign = Text(SIGNS[seen.severity], COLOURS[seen.severity])
        table.add_row(sign, Text(sentence(seen)), f"{seen.since:%Y-%m-%d}", Text(who))
    return table


def _gap(gap: TeamGap, seen: Overview) -> Text:
    return Text.assemble(
        (named(gap.goal, seen), "cyan"),
        f": team {gap.team} puts {points(gap)} into it ",
        (f"({gap.person_days:.0f} person-days in {WINDOW_DAYS} days; {gap.target:.0%} of all effort is meant)", "dim"),
    )


def points(gap: TeamGap) -> str:
    return f"{abs(gap.points) * 100:.1f} points of all effort too {'much' if gap.points > 0 else 'little'}"


def named(key: str, seen: Overview) -> str:
    return f"{key} {seen.titles.get(key, '')}".rstrip()


def _breaks(breaks: Iterable[Break]) -> Iterator[Text]:
    """A line for each missing hop."""
    for hop, name in HOPS.items():
        found = [each for each in breaks if each.hop == hop]
        if found:
            worst = "; ".join(f"{_place(each)}, {_below(each)}" for each in found[:BREAKS])
            more = f"; and {len(found) - BREAKS} more" if len(found) > BREAKS else ""
            yield Text.assemble((f"{name}: ", "cyan"), f"{worst}{more}")


def _place(each: Break) -> str:
    if each.goal:
        return each.says
    return f"team {each.team}" if each.team else "no team"


def _below(each: Break) -> str:
    if not each.items:
        return "nothing below it"
    return f"{counted(each.items, 'item')}, {each.doing:,} in work"


def _lacks(seen: Overview) -> Iterator[Text]:
    for lack in seen.lacks[:LACKS]:
        yield Text.assemble((named(lack.goal, seen), "cyan"), f" lacks {', and '.join(lack.lacks)}")
    if len(seen.lacks) > LACKS:
        yield Text(f"and {len(seen.lacks) - LACKS} more lack something", "dim")
