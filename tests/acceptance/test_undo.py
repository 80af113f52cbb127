"""Undo: the tools stand as they stood before, compared whole (`as_seen` says what a tool itself keeps)."""

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from core.guard import Limits
from core.handling import Handling
from sandbox.faults import Fault
from scheduler import undoing
from scheduler.applying import apply_plan
from scheduler.approving import NotApproved, save_plan
from scheduler.planning import plan_writes
from scheduler.undoing import Undone, Unknown
from store import attempts, findings, handlings, outbox
from tests.acceptance.as_seen import as_seen, changed, ours
from tests.acceptance.command import fairlead, told
from tests.acceptance.kept import begun, travelled
from tests.acceptance.road import Scene
from tests.seeds import SOAK

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


@pytest.mark.parametrize("seed", range(5, 25) if SOAK else [5])
def test_after_any_run_undo_brings_back_what_stood(tmp_path: Path, seed: int) -> None:
    """Runs that add, change and remove; the undoing of each undoing; and all the way back."""
    random, runs = Random(seed), []
    with begun(travelled, tmp_path, seed) as now:
        now.hub.config = replace(now.hub.config, limits=ROOM)
        steps = set()
        for _ in range(4 if SOAK else 2):
            decide(now, random)
            before, applied = seen(now), now.write()
            assert applied.failed == ()
            runs.append((applied.run, before))
            after = seen(now)
            steps |= {step for _, _, step in applied.done}
            undone = undo(now, applied.run)
            assert changed(before, seen(now)) == []
            redone = undo(now, undone.run)
            assert undoing.plan_undo(now.hub, redone.run).left == ()  # its labels were in the lists before
            assert changed(after, seen(now)) == []
        assert steps == {"add", "change", "remove"}
        for run, before in reversed(runs):
            undo(now, run)
            assert changed(before, seen(now)) == []
        assert ours(seen(now)) == []


def test_after_a_day_of_work_both_runs_are_taken_back(tmp_path: Path) -> None:
    """What people did meanwhile stays."""
    with begun(travelled, tmp_path, 5) as now:
        now.hub.config = replace(now.hub.config, limits=ROOM)
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


def test_what_was_undone_is_listed_so_and_not_written_again_until_somebody_takes_it_up(tmp_path: Path) -> None:
    with begun(travelled, tmp_path, 5) as now:
        plan = save_plan(now.hub).plan.digest
        run = apply_plan(now.hub, plan, lambda *_: None).run
        undone = told("undo", run, config=now.config, exit_code=4)[
            "run"
        ]  # labels stay in the lists of their repositories
        second, first = told("runs", config=now.config)["runs"]
        assert (second["id"], second["action"], second["about"]) == (undone, "undid", f"run {run}")
        assert (first["id"], first["about"], first["undone_by"]) == (run, f"plan {plan}", [undone])
        assert first["undone"] == sum(first["writes"].values()) == sum(second["writes"].values())
        assert f"took back run {run}" in fairlead("runs", config=now.config).stdout
        now.travel()
        assert plan_writes(now.hub).plan.operations == ()
        document = told("undo", run, config=now.config)
        assert (document["left"], document["writes"]) == ([], {})
        with now.hub.store.write() as tx:
            aside = [each.operation.mark for each in outbox.open_intents(tx) if each.state == "undone"]
            attempts.replay(tx, aside, "eve", now.hub.clock())
        again = apply_plan(now.hub, None, lambda *_: None)
        assert {step for _, _, step in again.done} == {"add"}
        assert sum(again.done.values()) == len(aside) == document["already"]


def test_what_cannot_be_taken_back_is_said_and_the_rest_is_done(tmp_path: Path) -> None:
    with begun(travelled, tmp_path, 5) as now:
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


def test_where_nothing_may_be_written_nothing_is_undone(tmp_path: Path) -> None:
    """Nor planned, in a tool that is read-only whatever else is set: P32."""
    with begun(travelled, tmp_path, 5) as now:
        run, config = now.write().run, now.hub.config
        before = len(now.writes)
        with pytest.raises(Unknown, match="no run beef wrote anything; `fairlead runs`"):
            undoing.undo_run(now.hub, "beef")
        now.hub.config = replace(config, hub=config.hub.model_copy(update={"mode": "dry-run"}))
        with pytest.raises(NotApproved, match="dry-run"):
            undoing.undo_run(now.hub, run)
        now.hub.config = replace(config, limits=Limits(daily_writes=60))
        with pytest.raises(NotApproved, match="daily limit of 60"):
            undoing.undo_run(now.hub, run)
        assert len(now.writes) == before
        jira = config.connectors["jira"].model_copy(update={"read_only": True})
        now.hub.config = replace(config, connectors={**config.connectors, "jira": jira})
        decide(now, Random(3))
        tools = {each.target.tool for each in plan_writes(now.hub).plan.operations}
        assert tools == {"github", "slack", "sheets"}
        undone = undoing.undo_run(now.hub, run)
        left = [left.why for left in undone.undoing.left if left.target.tool == "jira"]
        assert set(left) == {"read_only = true under [connectors.jira]"}
        assert "jira" not in {each.tool for each in now.writes[before:]}
