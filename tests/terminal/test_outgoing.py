"""What waits and what was written, on a screen of 80 columns."""

from datetime import timedelta

import msgspec

from core.contract import CheckInRow
from core.plan import Operation, Plan, Target
from core.undoing import Left, Undoing
from fairlead import screen
from fairlead.commands.outgoing import not_done_table
from fairlead.commands.undo import by_reason, taken_back
from fairlead.oneline import one_line
from scheduler.undoing import Undone
from store.outbox import Intent
from tests.core.worlds import NOW
from tests.terminal.test_pulled import shown

ROW = CheckInRow(goal="KR-1", day=NOW.date(), by="ana@acme.test", value=30.0, confidence=7.0, note="we fixed the cart")


def test_an_answer_is_planned_in_words() -> None:
    body = msgspec.json.encode(ROW).decode()
    answer = Operation("m", "add", Target("sheets", "check-in", "KR-1", "2026-W25"), body)
    [_, line] = shown(screen.plan_table(Plan((answer,))), 120)
    assert line.endswith(f"30, confidence 7/10, we fixed the cart ({NOW.date()}, ana@acme.test)")
    alone = msgspec.json.encode(msgspec.structs.replace(ROW, confidence=None, note=""))
    assert one_line("check-in", alone.decode()).plain == f"30 ({NOW.date()}, ana@acme.test)"


def test_what_waits_is_read_in_eighty_columns() -> None:
    target = Target("slack", "message", "#nowhere", "|now|2026-06-17|ana@acme.test|O-1")
    why = "slack: chat.postMessage in #nowhere answered channel_not_found: check the name in channels"
    refused = Intent(
        operation=Operation("e40bcb8c77", "add", target, "Ana: 1 thing needs you"),
        state="dead",
        run="1",
        revision=1,
        attempts=3,
        created_at=NOW,
        updated_at=NOW + timedelta(hours=1),
        error=why,
        not_before=None,
        sweep_at=None,
        approved=False,
    )
    lines = shown(not_done_table([refused], {"e40bcb8c77": None}))
    told = " ".join(" ".join(lines[1:]).split())
    assert lines[1].startswith(f"e40bcb8c  slack  add message  #nowhere  {NOW:%m-%d %H:%M}  refused: ")
    assert all(word in told for word in ("channel_not_found:", "(tried 3 times)"))
    assert "ana@acme.test" not in told
    assert len(lines) <= 7


def test_whoever_undid_a_run_is_told_how_to_have_it_back() -> None:
    undone = Undone("915ad05f", "5f2b", Undoing(Plan(())), {("jira", "comment", "remove"): 2}, (), ())
    counts, how = shown(taken_back(undone), 120)
    assert counts.split() == ["jira", "2", "×", "comment", "removed"]
    assert how.startswith("`fairlead undo 915ad05f` brings it back; `fairlead outbox replay MARK` has a single text")


def test_each_reason_is_told_once_with_all_that_it_leaves() -> None:
    cells = [
        Left(Target("sheets", "cells", goal, topic), "late") for goal in ("O-1", "KR-1") for topic in ("pace", "health")
    ]
    label = Left(Target("jira", "label", "PAY-1", "blocked"), "late")
    locked = Left(Target("github", "comment", "acme/web#4"), "locked")
    assert by_reason([*cells, label, locked]) == {
        "late": "sheets cells O-1, KR-1; jira label PAY-1",
        "locked": "github comment acme/web#4",
    }
