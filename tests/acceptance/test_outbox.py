"""What becomes of writes when tools are slow, full, shut, or carry out late what nobody waits for (P2, P3, P8, P32)."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.plan import Operation
from core.times import midnight
from sandbox.faults import Fault
from sandbox.history import Tool
from scheduler import letters, planning
from scheduler.applying import Applied, apply_plan
from scheduler.approving import NotApproved
from scheduler.halting import halt, resume
from scheduler.hub import open_hub
from store import audit, outbox, writes
from store.outbox import Intent
from tests.acceptance.command import fairlead, told
from tests.acceptance.kept import begun, travelled
from tests.acceptance.noted import noted, wrong
from tests.acceptance.road import Scene

ALWAYS = None
MAKING: dict[Tool, str] = {"jira": "^POST .*/comment", "github": "^POST .*/comments", "slack": "chat.postMessage"}
QUIET = lambda *_: None  # noqa: E731 - nobody watches


@pytest.fixture
def now(tmp_path: Path) -> Iterator[Scene]:
    with begun(travelled, tmp_path, 5) as opened:
        yield opened
        assert wrong(opened) == []


def apply(now: Scene, *, wait: bool = False) -> Applied:
    """The present plan, approved where there is one."""
    plan = planning.plan_writes(now.hub).plan
    return apply_plan(now.hub, plan.digest if plan.operations else None, QUIET, wait=wait)


def spoil(now: Scene, *faults: Fault) -> None:
    now.opened.sandbox.faults[:] = faults


def intents(now: Scene, state: str) -> list[Intent]:
    with now.hub.store.read() as tx:
        return [each for each in outbox.open_intents(tx) if each.state == state]


def writes_of(now: Scene, tool: Tool) -> int:
    return sum(each.tool == tool for each in now.writes)


def test_a_write_that_arrives_a_minute_after_its_answer_was_lost_is_found_and_not_repeated(now: Scene) -> None:
    """P2 and P3: the tool has not done it yet when the hub could ask again, and so the hub does not ask yet."""
    spoil(now, *(Fault(tool, making, 1, late=60) for tool, making in MAKING.items()))
    first = apply(now)
    assert all("got no answer" in error for _, error in first.failed)
    assert {(waits.tool, waits.number, waits.why) for waits in first.waiting} == {
        (tool, 1, "for certainty") for tool in MAKING
    }
    asked = len(now.opened.sandbox.history)
    assert apply(now).done == {}  # nothing is asked of the tool before its time
    assert len(now.opened.sandbox.history) == asked
    now.wait(seconds=91)
    found = apply(now)
    lost = {(operation.target.tool, operation.mark): operation.target.verb for operation, _ in first.failed}
    assert {tool for tool, _ in lost} == set(MAKING)
    assert (found.done, found.waiting) == ({(tool, verb, "add"): 1 for (tool, _), verb in lost.items()}, ())
    assert standing(now, lost) == {1}


def standing(now: Scene, lost: Iterable[tuple[str, str]]) -> set[int]:
    """How often each of them does."""
    return {noted(now.opened)[each] for each in lost}


def test_a_twin_that_comes_later_still_is_gone_within_ten_minutes(now: Scene) -> None:
    spoil(now, *(Fault(tool, making, 1, late=200) for tool, making in MAKING.items()))
    lost = [(operation.target.tool, operation.mark) for operation, _ in apply(now).failed]
    assert {tool for tool, _ in lost} == set(MAKING)
    began = now.company.clock()
    now.wait(seconds=100)
    apply(now)
    now.wait(seconds=101)
    now.opened.sandbox.catch_up()
    assert standing(now, lost) == {2}
    now.wait(minutes=5)
    apply(now)
    assert standing(now, lost) == {1}
    assert now.company.clock() - began < timedelta(minutes=10)
    # each tool has made two of it, which the checker of the scene would rightly tell
    now.opened.sandbox.history[:] = [each for each in now.opened.sandbox.history if each.method != "POST"]


def test_apply_that_waits_ends_when_nothing_is_in_doubt(now: Scene) -> None:
    spoil(now, Fault("github", MAKING["github"], 2, late=50), Fault("slack", MAKING["slack"], 1, after=True, drop=True))
    began = now.company.clock()
    applied = apply(now, wait=True)
    assert (len(applied.failed), applied.waiting) == (3, ())
    assert now.company.clock() - began >= timedelta(seconds=90)
    assert planning.plan_writes(now.hub).plan.operations == ()


def test_what_a_tool_will_not_have_is_set_aside_until_somebody_replays_it(now: Scene) -> None:
    locked = b'{"message": "Unable to create comment because issue is locked."}'
    spoil(now, Fault("github", MAKING["github"], 1, 403, body=locked))
    [(dead, _)] = apply(now).failed
    assert planning.plan_writes(now.hub).plan.operations == ()
    assert apply(now).done == {}
    [row] = told("outbox", config=now.config)["outbox"]
    assert (row["mark"], row["state"], row["tries"]) == (dead.mark, "dead", 1)
    assert "is locked" in row["why"]
    assert told("outbox", "replay", dead.mark[:6], config=now.config)["replay"] == [dead.mark]
    assert apply(now).done == {("github", "comment", "add"): 1}
    assert told("outbox", config=now.config)["outbox"] == []


def test_what_was_dropped_is_not_written_until_it_says_something_else(now: Scene) -> None:
    spoil(now, Fault("github", MAKING["github"], 1, 422))
    [(dead, _)] = apply(now).failed
    letters.drop(now.hub, [])
    assert [each.operation.mark for each in intents(now, "undone")] == [dead.mark]
    assert planning.plan_writes(now.hub).plan.operations == ()
    finding = dead.findings[0]
    with now.hub.store.write() as tx:
        query = "UPDATE findings SET data = replace(data, 'says\":\"', 'says\":\"still ') WHERE fingerprint = "
        tx.exec_driver_sql(f"{query}'{finding}'")
    assert dead.target in {each.target for each in planning.plan_writes(now.hub).plan.operations}
    apply(now)


def test_what_is_dropped_while_others_are_written_is_not_written(now: Scene) -> None:
    dropped: list[str] = []

    def watch(*_: object) -> None:
        if not dropped:
            dropped.append(intents(now, "planned")[-1].operation.mark)
            letters.drop(now.hub, dropped)

    plan = planning.plan_writes(now.hub).plan
    apply_plan(now.hub, plan.digest, watch)
    assert [(each.operation.mark, each.attempts) for each in intents(now, "undone")] == [(dropped[0], 0)]
    assert planning.plan_writes(now.hub).plan.operations == ()


def test_what_was_committed_ahead_of_a_halt_is_neither_made_nor_in_doubt_nor_counted(now: Scene) -> None:
    made: list[str] = []
    ahead: list[str] = []

    def in_jira(state: str) -> dict[str, int]:
        every = (each for each in intents(now, state) if each.operation.target.tool == "jira")
        return {each.operation.mark: each.attempts for each in every}

    def watch(operation: Operation, *_: int) -> None:
        made.extend([operation.mark] * (operation.target.tool == "jira"))
        if len(made) == 2 and not ahead:
            ahead.extend(in_jira("sent"))
            halt(now.hub, "wrong items")

    apply_plan(now.hub, planning.plan_writes(now.hub).plan.digest, watch)
    assert len(ahead) == 1
    assert in_jira("planned").items() >= {(mark, 0) for mark in ahead}
    assert in_jira("sent") == {}
    with now.hub.store.read() as tx:
        assert writes.calls_since(tx, midnight(now.hub.clock().date()))["jira"] == len(made) == 2
    resume(now.hub)
    assert apply(now).waiting == ()


def test_a_refused_credential_ends_a_sweep(now: Scene) -> None:
    spoil(now, Fault("github", MAKING["github"], 3, after=True, drop=True))
    assert len(apply(now).failed) == 3
    now.wait(seconds=91)
    assert len(apply(now).done) == 1
    now.wait(minutes=5)
    spoil(now, Fault("github", ".*", ALWAYS, 401))
    apply(now)
    with now.hub.store.read() as tx:
        swept = audit.entries(tx, "swept")
        assert (len(swept), len(outbox.to_sweep(tx, now.company.clock() + timedelta(hours=1)))) == (1, 3)


def test_marks_that_nobody_knows_are_told_so(now: Scene) -> None:
    for mark in ("ffff", "", "\x1b"):
        with pytest.raises(letters.NoSuchWrite, match="`fairlead outbox` shows them"):
            letters.replay(now.hub, [mark])


def test_the_limit_of_one_tool_holds_up_no_other_and_is_waited_out(now: Scene) -> None:
    """P8: the checker of the scene counts requests within the pause."""
    spoil(now, Fault("jira", "^POST .*/comment|^PUT", ALWAYS, 429, {"retry-after": "900"}))
    applied = apply(now)
    assert {tool for tool, _, _ in applied.done} == {"github", "slack", "sheets"}
    assert {waits.tool for waits in applied.waiting} == {"jira"}
    assert len(applied.failed) == 1
    assert writes_of(now, "jira") == 1
    spoil(now)
    apply(now)
    assert writes_of(now, "jira") == 1
    now.wait(minutes=16)
    assert apply(now).waiting == ()
    assert intents(now, "planned") == []


def test_a_tool_that_is_down_is_tried_ever_less_often_and_nothing_is_lost(now: Scene) -> None:
    """P11 and P12, as far as they are the outbox's: half a day of nothing but 503, and all that was meant to be written is."""
    operations = planning.plan_writes(now.hub).plan.operations
    spoil(now, Fault("github", "", ALWAYS, 503))
    apply(now)
    asked = []
    for _ in range(24):
        now.wait(minutes=30)
        before = writes_of(now, "github")
        apply(now)
        asked.append(writes_of(now, "github") - before)
    assert intents(now, "dead") == []
    assert 0 in asked
    spoil(now)
    now.wait(hours=1)
    assert apply(now, wait=True).waiting == ()
    with now.hub.store.read() as tx:
        assert set(outbox.standing(tx)) == {operation.target for operation in operations}


def test_what_waits_is_not_written_when_nobody_wants_it_any_more(now: Scene) -> None:
    spoil(now, Fault("slack", "", ALWAYS, 401, body=b'{"ok":false,"error":"invalid_auth"}'))
    [waits] = apply(now).waiting
    assert waits.tool == "slack"
    with now.hub.store.write() as tx:
        tx.exec_driver_sql("UPDATE findings SET resolved_at = 1")
    spoil(now)
    now.wait(minutes=2)
    apply(now)
    assert not any(each.path.endswith("chat.postMessage") and each.status == 200 for each in now.writes)
    assert intents(now, "planned") == []


def test_a_sheet_that_takes_all_cells_but_one_gets_the_others(now: Scene) -> None:
    connector, refused = now.hub.connect("sheets"), "KR-1.1"
    ensure = connector.ensure_cells  # type: ignore[attr-defined]

    def but_one(goals: dict[str, dict[str, str]], *, erase: bool = False) -> None:
        from core.contract import Refused

        if refused in goals:
            raise Refused(f"sheets: no row of its own for {refused}")
        ensure(goals, erase=erase)

    connector.ensure_cells = but_one  # type: ignore[attr-defined]
    applied = apply(now)
    assert {operation.target.place for operation, _ in applied.failed} == {refused}
    assert sum(count for (tool, _, _), count in applied.done.items() if tool == "sheets") > 10
    assert {each.operation.target.place for each in intents(now, "dead")} == {refused}


def test_the_switch_stops_writes_that_are_under_way_and_holds_across_restarts(now: Scene) -> None:
    """P32: thrown by another process; not one request that could change something goes out after it."""
    counts: list[int] = []

    def throw(*_: object) -> None:
        if not counts:
            assert told("halt", "--reason", "wrong items", config=now.config)["halted"]["reason"] == "wrong items"
            counts.append(len(now.writes))

    plan = planning.plan_writes(now.hub).plan
    applied = apply_plan(now.hub, plan.digest, throw)
    under_way = len(now.hub.tools) - 1  # each of the other tools may have been past the switch already
    assert len(now.writes) - counts[0] <= under_way
    [why] = {waits.why for waits in applied.waiting}  # no request that met it is named for all
    assert why.startswith("because writing is halted since ")
    assert "wrong items" in why
    before = len(now.writes)
    with open_hub(now.config, now.company.clock) as restarted, pytest.raises(NotApproved, match="halted since"):
        apply_plan(restarted, None, QUIET)
    assert (len(now.writes), now.travel().pulled != []) == (before, True)
    for command in ("plan", "status", "doctor"):
        assert "wrong items" in told(command, config=now.config)["halted"]
    assert told("resume", config=now.config)["ended"]["reason"] == "wrong items"
    assert apply(now).waiting == ()
    assert planning.plan_writes(now.hub).plan.operations == ()


def test_the_journal_is_shown_newest_first(now: Scene) -> None:
    applied = apply(now)
    rows = told("audit", "--tool", "github", "--run", applied.run, "--at-most", "3", config=now.config)["writes"]
    assert [row["operation"]["target"]["tool"] for row in rows] == ["github"] * 3
    assert [row["id"] for row in rows] == sorted((row["id"] for row in rows), reverse=True)
    assert rows[0]["operation"]["body"]


def test_the_journal_takes_no_mistyped_name_for_one_that_wrote_nothing(now: Scene) -> None:
    apply(now)
    for option, mend in (("--run", "`fairlead runs` shows those that did"), ("--tool", "no tool of this name")):
        mistyped = fairlead("audit", option, "jra", config=now.config)
        assert (mistyped.returncode, mistyped.stdout) == (1, "")
        assert mend in mistyped.stderr
    assert told("audit", "--tool", "jira", "--since", "2999-01-01", config=now.config)["writes"] == []


def test_the_plan_tells_of_what_was_given_up(now: Scene) -> None:
    spoil(now, Fault("github", MAKING["github"], 1, 403, body=b'{"message": "issue is locked."}'))
    apply(now)
    assert "github: 1 write refused (`fairlead outbox`)" in fairlead("plan", config=now.config).stdout
    with now.hub.store.read() as tx:
        [refused] = [each for each in outbox.open_intents(tx) if each.state == "dead"]
    assert told("outbox", "drop", refused.operation.mark, config=now.config)["drop"] == [refused.operation.mark]
    assert "github: 1 write taken back or given up" in fairlead("plan", config=now.config).stdout
    with pytest.raises(letters.NoSuchWrite, match="taken back already; `fairlead outbox replay` writes it again"):
        letters.drop(now.hub, [refused.operation.mark])
    apply(now)
    assert [each.operation.mark for each in intents(now, "undone")] == [refused.operation.mark]
    with now.hub.store.write() as tx:
        for finding in refused.operation.findings:
            tx.exec_driver_sql(f"UPDATE findings SET resolved_at = 1 WHERE fingerprint = '{finding}'")
    apply(now)
    assert intents(now, "undone") == []
