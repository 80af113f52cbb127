"""How flow looks in a terminal: a table of goals and teams, or one of them in full."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from core.chain import in_order
from core.flow import ENOUGH, Flow, Share, Spread, worth
from core.phrases import counted
from fairlead.screen import PIPE_WIDTH, PLAIN
from fairlead.spark import line
from scheduler.flowing import Flows

BAR = 24  # signs of the longest one
HEADINGS = ("finished", "a week", "completed", "cycle p50 / p85", "doing", "oldest", "on time", "came", "left")
LEAVING = ("came", "left", "a week", "oldest", "completed", "on time")  # in this order, where there is no room
TITLE, TITLE_AT_LEAST = 40, 16  # signs


def page(found: Flows, goal: str | None, team: str | None) -> RenderableType:
    """With a goal or a team that one in full, then the goals and teams below in a table."""
    of = " ".join(part for part in (goal and f"{goal} {found.goals[goal].title}", team and f"team {team}") if part)
    head = Text.assemble((of or "All work", "bold"), f"  {found.days} days to {found.as_of:%Y-%m-%d}")
    parts: list[RenderableType] = [head, *(full(found.whole) if of else ())]
    if goal and goal in found.pace:
        parts.insert(1, Text(f"  {found.pace[goal]:.2f} of the progress expected by now"))
    shown = [(depth, key) for depth, key in in_order(found.goals) if key != goal and worth(found.by_goal[key])]
    if shown:
        parts += [Text("\nGoals, each with all below it", "bold"), _goals(found, shown)]
    if found.by_team and team is None:
        teams = [([name], each) for name, each in found.by_team.items()]
        parts += [Text("\nTeams", "bold"), Figures(teams, ["team"])]
    if not worth(found.whole):
        parts.append(Text("No work in that time."))
    return Group(
        *parts, Text(f"\nTimes in days. – stands for fewer than {ENOUGH} items. Formulas: docs/metrics.md", "dim")
    )


def full(flow: Flow) -> Iterator[RenderableType]:
    """Every figure with the number of items behind it."""
    table = Table(**PLAIN, show_header=False)
    for name, value in _rows(flow):
        table.add_row(Text(f"  {name}", "dim"), Text(value))
    yield table
    if flow.slowest:
        yield Text("\nSlowest statuses, days in the window", "bold")
        yield _slowest(flow)


def brief(flow: Flow, days: int) -> str:
    """The main figures in one line."""
    said = [f"{flow.finished} finished in {days} days, {flow.per_week:.1f} a week"]
    if flow.cycle.p50 is not None:
        said.append(f"cycle time {_spread(flow.cycle)}")
    if flow.oldest is not None:
        said.append(f"{flow.doing} doing, the oldest for {counted(round(flow.oldest), 'day')}")
    if flow.on_time.share is not None:
        said.append(f"{flow.on_time.share:.0%} on time")
    return "; ".join(said)


def _rows(flow: Flow) -> Iterator[tuple[str, str]]:
    yield "finished", f"{flow.finished}, {flow.per_week:.1f} a week"
    yield "completed", _share(flow.completion, "that were open in this time")
    yield "cycle time", _counted(flow.cycle, "items")
    yield "doing", f"{flow.doing} now" + ("" if flow.oldest is None else f", the oldest for {flow.oldest:.1f}")
    yield "age of these", _counted(flow.age, "items")
    yield "time to do", _counted(flow.todo_time, "items")
    yield "time doing", _counted(flow.doing_time, "items")
    yield "on time", _share(flow.on_time, "that were due")
    yield "due dates", f"moved {flow.moves} times, {flow.later} of them later, of {flow.dated} items with one"
    yield "handoffs", _counted(flow.handoffs, "finished items")
    top = max((*flow.came, *flow.left, 1))
    yield "came", f"{line(flow.came, top)}  {sum(flow.came)} in {len(flow.came)} whole weeks"
    yield "left", f"{line(flow.left, top)}  {sum(flow.left)}"


def _goals(found: Flows, shown: Sequence[tuple[int, str]]) -> "Figures":
    rows: list[tuple[Sequence[str], Flow]] = []
    for depth, key in shown:
        pace = found.pace.get(key)
        named = ["  " * depth + key, found.goals[key].title, "–" if pace is None else f"{pace:.2f}"]
        rows.append((named, found.by_goal[key]))
    return Figures(rows, ["goal", "", "pace"])


@dataclass(frozen=True)
class Figures:
    """A line for each goal or team: names, then figures. Where there is no room, titles give way, then whole columns, which are
    named below; a number is never cut."""

    rows: Sequence[tuple[Sequence[str], Flow]]
    named: Sequence[str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for missing in range(len(LEAVING) + 1):
            room = options.max_width - self._least(console, options, LEAVING[:missing])
            if room >= 0:
                break
        yield self._table(LEAVING[:missing], TITLE_AT_LEAST + max(room, 0))
        if missing:
            yield Text(f"No room for: {', '.join(LEAVING[:missing])}.", "dim")

    def _least(self, console: Console, options: ConsoleOptions, without: Collection[str]) -> int:
        unbounded = options.update(max_width=10 * PIPE_WIDTH)
        return Measurement.get(console, unbounded, self._table(without, TITLE_AT_LEAST)).maximum

    def _table(self, without: Collection[str], title: int) -> Table:
        table = Table(**PLAIN, header_style="dim")
        for heading in self.named:
            table.add_column(heading, no_wrap=True)
        shown = [heading for heading in HEADINGS if heading not in without]
        for heading in shown:
            table.add_column(heading, justify="left" if heading in ("came", "left") else "right", no_wrap=True)
        for names, flow in self.rows:
            figures = dict(zip(HEADINGS, _figures(flow), strict=True))
            table.add_row(*(_cut(name, min(title, TITLE)) for name in names), *(figures[heading] for heading in shown))
        return table


def _cut(name: str, signs: int) -> Text:
    text = Text(name)
    text.truncate(signs, overflow="ellipsis")
    return text


def _figures(flow: Flow) -> Iterator[str]:
    yield from (str(flow.finished), f"{flow.per_week:.1f}", _percent(flow.completion))
    yield "–" if flow.cycle.p50 is None else f"{flow.cycle.p50:.1f} / {flow.cycle.p85:.1f}"
    yield from (str(flow.doing), "" if flow.oldest is None else f"{flow.oldest:.0f}", _percent(flow.on_time))
    top = max((*flow.came, *flow.left, 1))
    yield from (line(flow.came, top), line(flow.left, top))


def _slowest(flow: Flow) -> Table:
    table, top = Table(**PLAIN, show_header=False), max(stay.days.p85 or 0.0 for stay in flow.slowest) or 1.0
    for stay in flow.slowest:
        bar = "█" * max(1, round((stay.days.p85 or 0.0) / top * BAR))
        table.add_row(Text(f"  {stay.status}"), Text(bar, "cyan"), _counted(stay.days, "items"))
    return table


def _percent(share: Share) -> str:
    return "–" if share.share is None else f"{share.share:.0%}"


def _share(share: Share, of: str) -> str:
    return f"{_percent(share)} of {share.n} items {of}"


def _spread(spread: Spread) -> str:
    return "–" if spread.p50 is None else f"p50 {spread.p50:.1f}, p85 {spread.p85:.1f}"


def _counted(spread: Spread, what: str) -> str:
    return f"{_spread(spread)} of {spread.n} {what}"
