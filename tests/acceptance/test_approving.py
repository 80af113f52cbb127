"""A plan is put down, looked at, and approved by its hash: P13."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core.guard import Limits
from core.handling import Handling
from core.plan import Target, notable
from scheduler.applying import apply_plan
from scheduler.approving import NotApproved
from scheduler.planning import plan_writes
from store import audit, meta, outbox, saved_plans
from store.findings import open_findings
from store.handlings import forget, save
from tests.acceptance.command import fairlead, told
from tests.acceptance.kept import begun, travelled
from tests.acceptance.road import Scene, scene

CLOSED = Limits(visible_writes=8, open_items_share=1, resolves_share=1, item_writes=99, learning_days=0)


def exempt(now: Scene, *left: str) -> None:
    """Every finding but these."""
    at = now.hub.clock()
    with now.hub.store.write() as tx:
        fingerprints = [each.fingerprint for each in open_findings(tx)]
        forget(tx, fingerprints)
        others = [each for each in fingerprints if each not in left]
        save(tx, [Handling(fingerprint=each, state="exempt", actor="eve", at=at) for each in others])


def on_items(now: Scene) -> list[str]:
    with now.hub.store.read() as tx:
        found = [each for each in open_findings(tx) if each.observation.subject.key.startswith("jira:")]
    return [each.fingerprint for each in found if each.observation.severity != "info"]


def noticed(now: Scene) -> list[Target]:
    """What stands in the tools but for figures, which wait for no approval."""
    with now.hub.store.read() as tx:
        return [target for target in outbox.standing(tx) if notable(target)]


def test_a_plan_is_saved_by_one_and_approved_by_another(tmp_path: Path) -> None:
    with begun(travelled, tmp_path, 5) as now:
        text_ = now.config.read_text().replace("[guard]\n", "[guard]\nfour_eyes = true\n")
        now.config.write_text(text_)
        saved = fairlead("plan", "--save", config=now.config, FAIRLEAD_USER="ann@example.com")
        digest = told("plan", config=now.config)["plan"]
        assert f"Saved as {digest}; `fairlead apply {digest}` approves it within 24 hours." in saved.stdout
        own = fairlead("apply", digest, config=now.config, FAIRLEAD_USER="ann@example.com")
        assert own.returncode == 1
        assert "ann@example.com saved this plan, and somebody else must approve it" in own.stderr
        assert noticed(now) == []
        other = fairlead("apply", digest, config=now.config, FAIRLEAD_USER="bo@example.com")
        assert other.returncode == 0, other.stderr
        document = told("plan", digest, config=now.config)
        assert (document["saved_by"], document["approved_by"]) == ("ann@example.com", "bo@example.com")
        assert document["writes"] == len(document["operations"])
        assert told("plan", "--list", config=now.config)["plans"][0]["run"] == document["run"]
        assert "approved by bo@example.com" in fairlead("plan", digest, config=now.config).stdout
        with now.hub.store.read() as tx:
            actors = [entry.actor for each in ("saved", "approved", "applied") for entry in audit.entries(tx, each)]
            approved = tx.execute(text("SELECT count(*) FROM writes WHERE approved")).scalar_one()
        assert actors == ["ann@example.com", "bo@example.com", "ann@example.com", "bo@example.com"]  # figures, then all
        assert approved == document["writes"]


def test_small_runs_add_up_and_the_next_one_is_held(tmp_path: Path) -> None:
    """Each of them writes about one item; together they are more than anybody expects."""
    with begun(travelled, tmp_path, 5) as now:
        now.hub.config = replace(now.hub.config, limits=CLOSED)
        with now.hub.store.write() as tx:
            meta.put(tx, "applied_with", plan_writes(now.hub).rules)
        written, told_ = 0, list[str]()
        for each in on_items(now):
            told_.append(each)
            exempt(now, *told_)
            planned = plan_writes(now.hub)
            if planned.held:
                break
            written += sum(apply_plan(now.hub, None, lambda *_: None).done.values())
        assert written > 4
        assert "of the last 24 hours that nobody approved" in planned.held[0]
        with pytest.raises(NotApproved, match="of the last 24 hours"):
            apply_plan(now.hub, None, lambda *_: None)
        now.opened.sandbox.call(lambda: now.company.clock.advance(timedelta(hours=25)))
        assert plan_writes(now.hub).held == ()


def test_a_plan_that_changed_after_it_was_saved_is_refused(tmp_path: Path) -> None:
    with begun(travelled, tmp_path, 5) as now:
        digest = told("plan", "--save", config=now.config)["plan"]
        exempt(now, *on_items(now)[1:])
        refused = fairlead("apply", digest, config=now.config)
        assert refused.returncode == 1
        assert f"not {digest}; it has changed since it was saved: " in refused.stderr
        assert " gone (" in refused.stderr
        exempt(now, *on_items(now))
        now.opened.sandbox.call(lambda: now.company.clock.advance(timedelta(hours=24)))
        with now.hub.store.read() as tx:
            assert saved_plans.find(tx, digest)
        with pytest.raises(NotApproved, match=r"now, not|for 24 hours \(guard.approval_hours\)"):
            apply_plan(now.hub, digest, lambda *_: None)
        assert "no plan beef was saved" in fairlead("plan", "beef", config=now.config).stderr
        assert noticed(now) == []


def test_a_plan_of_no_writes_is_not_put_down(tmp_path: Path) -> None:
    with scene(tmp_path, 5, people=16) as now:
        assert told("plan", "--save", config=now.config)["operations"] == []
        assert told("plan", "--list", config=now.config)["plans"] == []
        assert "Saved" not in fairlead("plan", "--save", config=now.config).stdout
        both = fairlead("apply", "beef", "--approve", "cafe", config=now.config)
        assert (both.returncode, both.stderr) == (2, "fairlead: HASH and --approve say the same; give one of them\n")
