"""An explanation reads well in a terminal of 100 columns: nothing runs out of it, and groups stand further in."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

from rich.console import Console

from core.links import Placed
from fairlead.explained import page
from mappings import Linker, Neighbours, explain
from mappings.whynot import why_not
from scheduler.explaining import Explained
from store.provenance import Interval, Saying
from tests.mappings.make import DAY, goals, item, rule, rules

WIDTH = 100
AT = datetime(2026, 3, 1, 14, 5, tzinfo=UTC)
GROUPED = rule(
    '{ any = [{ project = "CARD" }, { labels = "pay", title = { glob = "*card*" } }], not = { status = "Done" } }',
    "grouped",
    'goal = { "O-1" = 0.6, "O-2" = 0.4 }',
    'also = ["O-3"]\nunless = { type = "Chore" }',
)
TEXT = GROUPED + rule('{ labels = "zzz" }', "far") + "[defaults.jira]\nexempt = true\n"
LINK = Interval(
    goal="O-1", share=0.6, via="rule", rule="grouped", version="0123456789abcdef", actor=None, since=AT, until=None
)
BEFORE = Interval(
    goal=None,
    share=1,
    via="manual",
    rule=None,
    version=None,
    actor="bo@example.com",
    since=AT,
    until=AT + timedelta(days=1),
)
SAID = Saying(
    goal="O-9", share=0, disputed=True, actor="ana@example.com", reason="this was never ours " * 6, at=AT, until=None
)
CHOSEN = Saying(goal="O-1", share=0.5, disputed=False, actor="bo", reason="", at=AT, until=date(2026, 4, 1))


def shown(text: str = TEXT, wanted: str | None = None, everything: bool = False) -> list[str]:
    known, placed = goals("O-1", "O-2", "O-3"), Placed(item(labels=("pay",), title="Pay by card " * 12))
    made = Linker(rules(text), known, today=DAY)
    told = explain(made, placed, Neighbours())
    missed = why_not(made, placed, Neighbours(), told, wanted, known) if wanted else None
    console = Console(file=StringIO(), width=WIDTH, highlight=False)
    console.print(page(Explained(told, (LINK, BEFORE), (CHOSEN, SAID), missed, False), everything=everything))
    assert isinstance(console.file, StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_the_answer_then_what_stands_and_what_people_said() -> None:
    lines = shown()
    assert lines[2] == '→ goals O-1 60% and O-2 40%: rule "grouped" holds, and no rule that holds comes before it'
    assert lines[3] == '  refers to O-3 (rule "grouped")'
    assert " ".join(lines[4].split()) == "linked O-1 60% since 2026-03-01 by rule grouped, version 01234567"
    assert lines[4].index("by rule") == lines[5].index("by hand")
    assert lines[5] == "  before  needs no goal  since 2026-03-01 to 2026-03-02  by hand, bo@example.com"
    at = lines.index("By hand")
    assert lines[at + 1] == "  · bo said on 2026-03-01, until 2026-04-01 that it serves O-1 50%"
    assert lines[at + 2].startswith("  · ana@example.com said on 2026-03-01 that it does not serve O-9: this was")
    assert lines[at + 3].startswith("    ")


def test_parts_of_groups_stand_below_them_and_further_in() -> None:
    lines = shown()
    at = next(place for place, line in enumerate(lines) if line.startswith("  grouped →"))
    assert lines[at] == "  grouped → O-1 60%, O-2 40%, refers to O-3  wins  mappings.toml:1"
    signs = [line.partition("  has ")[0].strip() for line in lines[at + 2 : at + 11]]
    assert signs == [
        "✓ one of",
        "✗ project any CARD",
        "✓ all of",
        "✓ labels any pay",
        "✓ title glob *card*",
        "✓ not",
        "✗ status any Done",
        "unless all of",
        "✗ type any Chore",
    ]
    indents = [len(line) - len(line.lstrip()) for line in lines[at + 2 : at + 11]]
    assert indents == [6, 8, 8, 10, 10, 6, 8, 6, 8]


def test_what_does_not_hold_in_anything_is_a_number_until_it_is_asked_for() -> None:
    assert "  1 rule does not hold in anything; --all shows it, --goal KEY those of a goal" in shown()
    assert any(line.startswith("  far → O-1  fails") for line in shown(everything=True))


def test_defaults_are_shown_with_what_became_of_them() -> None:
    lines = shown()
    at = lines.index("By default")
    assert lines[at + 1].startswith("  defaults.jira → needs no goal  outranked")


def test_why_not_ends_with_the_nearest() -> None:
    text = rule('{ labels = "zzz" }', "far", 'goal = "O-2"')
    lines = shown(text, "O-2")
    assert "Why not O-2?" in lines
    assert lines[-1] == 'nearest: rule "far" at mappings.toml:1 fails only at labels any zzz: the item has pay'


def test_nothing_is_wider_than_the_terminal() -> None:
    for wanted in (None, "O-2", "O-7"):
        assert max(map(len, shown(wanted=wanted, everything=True))) <= WIDTH
