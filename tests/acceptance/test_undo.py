"""Undo: the tools stand as they stood before, compared whole (`as_seen` says what a tool itself keeps)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from core.guard import Limits
from core.handling import Handling
from core.plan import Target
from sandbox.faults import Fault
from scheduler import undoing
from scheduler.applying import apply_plan
from scheduler.approving import NotApproved
from scheduler.planning import plan_writes
from scheduler.undoing import Undone, Unknown
from store import attempts, findings, handlings, outbox
from tests.acceptance.as_seen import as_seen, changed, ours
from tests.acceptance.command import fairlead, told
from tests.acceptance.road import Scene, scene

ROOM = Limits(visible_writes=1_000, daily_writes=9_000, item_writes=99, learning_days=0)
IN_A_LIST = "stays in its list of labels"


def seen(now: Scene) -> dict[str, Any]:
    found: dict[str, Any] = now.opened.sandbox.call(lambda: as_seen(now.company))
    return found


def undo(now: Scene, run: str) -> Undone:
    """All of it, with nothing planned anew because of it."""
    undone = undoing.undo_run(now.hub, run)
    assert (undone.failed, undone.waiting) == ((), ())
    assert [left for left in undone.undoing.left if IN_A_LIST not in left.why] == []
    assert plan_writes(now.hub).plan.operations == ()
    return undone


def decide(now: Scene, random: Random) -> None:
    """About a third of all findings is exempt, so that what stands because of them goes or says less."""
    at = now.hub.clock()
    with now.hub.store.write() as tx:
        open_ = [each.fingerprint for each in findings.open_findings(tx)]
        chosen = [each for each in open_ if random.random() < 0.35]
        handlings.forget(tx, open_)
        handlings.save(tx, [Handling(fingerprint=each, state="exempt", actor="eve", at=at) for each in chosen])


@pytest.mark.parametrize("seed", [5, 11])
def test_after_any_run_undo_brings_back_what_stood(tmp_path: Path, seed: int) -> None:
    """Runs that add, change and remove; the undoing of each undoing; and all the way back."""
    random, runs = Random(seed), []
    with scene(tmp_path, seed, people=16) as now:
        now.hub.config = replace(now.hub.config, limits=ROOM)
        now.travel()
        steps = set()
        for _ in range(3):
            decide(now, random)
            before, applied = seen(now), now.write()
            assert applied.failed == ()
            runs.append((applied.run, before))
            after = seen(now)
            steps |= {step for _, _, step in applied.done}
            undone = undo(now, applied.run)
            assert changed(before, seen(now)) == []
            undo(now, undone.run)
            assert changed(after, seen(now)) == []
        assert steps == {"add", "change", "remove"}
        for run, before in reversed(runs):
            undo(now, run)
            assert changed(before, seen(now)) == []
        assert ours(seen(now)) == []


def test_after_a_day_of_work_both_runs_are_taken_back(tmp_path: Path) -> None:
    """What people did meanwhile stays."""
    with scene(tmp_path, 7, people=16) as now:
        now.hub.config = replace(now.hub.config, limits=ROOM)
        now.travel()
        first = now.write()
        now.pass_day()
        before, second = seen(now), now.write()
        assert {step for _, _, step in second.done} >= {"add", "remove"}
        left = undoing.plan_undo(now.hub, first.run).left
        assert any(f"run {second.run} wrote there again" in each.why for each in left)
        undo(now, second.run)
        assert changed(before, seen(now)) == []
        undo(now, first.run)
        assert ours(seen(now)) == []


def test_what_was_undone_is_not_written_again_until_somebody_takes_it_up(tmp_path: Path) -> None:
    with scene(tmp_path, 5, people=16) as now:
        now.travel()
        run = now.write().run
        undo(now, run)
        now.travel()
        assert plan_writes(now.hub).plan.operations == ()
        assert undoing.undo_run(now.hub, run).undoing.plan.operations == ()
        document = told("undo", run, config=now.config)
        assert (document["left"], document["writes"]) == ([], {})
        assert document["already"] > 30
        with now.hub.store.write() as tx:
            undone = [each.operation.mark for each in outbox.open_intents(tx) if each.state == "undone"]
            attempts.replay(tx, undone, "eve", now.hub.clock())
        assert sum(apply_plan(now.hub, None, lambda *_: None).done.values()) == len(undone) == document["already"]


def test_what_cannot_be_taken_back_is_said_and_the_rest_is_done(tmp_path: Path) -> None:
    with scene(tmp_path, 5, people=16) as now:
        now.travel()
        run = now.write().run
        locked = b'{"message": "Unable to delete comment because issue is locked."}'
        now.opened.sandbox.faults.append(Fault("github", "^DELETE .*/comments", 1, 403, body=locked))
        planned = fairlead("undo", run, "--dry-run", config=now.config)
        assert planned.returncode == 4
        assert IN_A_LIST in planned.stderr
        assert [each for each in now.writes if each.method == "DELETE"] == []
        document = told("undo", run, config=now.config, exit_code=4)
        whys = [each["why"] for each in document["left"]]
        assert sum("is locked" in why for why in whys) == 1
        assert sum(IN_A_LIST in why for why in whys) == len(whys) - 1
        assert document["steps"]["remove"] > 30
        assert len([each for each in ours(seen(now)) if "body" in each]) == 1


def test_labels_of_a_repository_are_named_only_by_the_run_that_brought_them(tmp_path: Path) -> None:
    with scene(tmp_path, 5, people=16) as now:
        now.hub.config = replace(now.hub.config, limits=ROOM)
        now.travel()
        first = now.write()
        assert [left for left in undoing.plan_undo(now.hub, first.run).left if IN_A_LIST in left.why]
        again = undo(now, undo(now, first.run).run)
        assert again.undoing.plan.operations
        assert undoing.plan_undo(now.hub, again.run).left == ()


def test_runs_are_listed_with_who_had_them_and_what_took_them_back(tmp_path: Path) -> None:
    with scene(tmp_path, 5, people=16) as now:
        now.travel()
        plan = told("plan", "--save", config=now.config)
        applied = told("apply", plan["plan"], config=now.config)
        undone = told("undo", applied["run"], config=now.config, exit_code=4)
        second, first = told("runs", config=now.config)["runs"]
        assert (second["id"], second["action"], second["about"]) == (undone["run"], "undid", f"run {applied['run']}")
        assert (first["id"], first["about"]) == (applied["run"], f"plan {plan['plan']}")
        assert first["undone_by"] == [undone["run"]]
        assert first["undone"] == sum(first["writes"].values()) == sum(second["writes"].values())
        shown = fairlead("runs", config=now.config).stdout
        assert f"by {undone['run']}" in shown
        assert f"took back run {applied['run']}" in shown


def test_who_may_not_write_may_not_undo(tmp_path: Path) -> None:
    with scene(tmp_path, 5, people=16) as now:
        now.travel()
        run = now.write().run
        with pytest.raises(Unknown, match="no run beef wrote anything; `fairlead runs`"):
            undoing.undo_run(now.hub, "beef")
        hub, writes = now.hub.config.hub, len(now.writes)
        now.hub.config = replace(now.hub.config, hub=hub.model_copy(update={"mode": "dry-run"}))
        with pytest.raises(NotApproved, match="dry-run"):
            undoing.undo_run(now.hub, run)
        now.hub.config = replace(now.hub.config, hub=hub, limits=Limits(daily_writes=60))
        with pytest.raises(NotApproved, match="daily limit of 60"):
            undoing.undo_run(now.hub, run)
        assert len(now.writes) == writes


def test_a_tool_that_is_read_only_keeps_what_stands_and_is_planned_nothing(tmp_path: Path) -> None:
    """P32: whatever else is set."""
    with scene(tmp_path, 5, people=16) as now:
        now.travel()
        run = now.write().run
        jira = now.hub.config.connectors["jira"].model_copy(update={"read_only": True})
        now.hub.config = replace(now.hub.config, connectors={**now.hub.config.connectors, "jira": jira})
        before = len([each for each in now.writes if each.tool == "jira"])
        decide(now, Random(3))
        targets = [each.target for each in plan_writes(now.hub).plan.operations]
        assert {target.tool for target in targets} == {"github", "slack", "sheets"}
        undone = undoing.undo_run(now.hub, run)
        left = {left.target: left.why for left in undone.undoing.left if left.target.tool == "jira"}
        assert set(left.values()) == {"read_only = true under [connectors.jira]"}
        assert all(isinstance(target, Target) for target in left)
        assert len([each for each in now.writes if each.tool == "jira"]) == before


def test_an_old_run_is_undone_as_well(tmp_path: Path) -> None:
    """Years later, as long as nothing was written there since."""
    with scene(tmp_path, 5, people=16) as now:
        now.travel()
        before, run = seen(now), now.write().run
        now.opened.sandbox.call(lambda: now.company.clock.advance(timedelta(days=40)))
        undoing.undo_run(now.hub, run)
        assert seen(now)["sheets"] == before["sheets"]
        assert seen(now)["jira"] == before["jira"]
