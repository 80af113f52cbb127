"""What had its time goes, and nothing is planned, lost or told anew because of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core.undoing import KEPT_NO_LONGER
from scheduler import undoing
from scheduler.approving import save_plan
from scheduler.planning import plan_writes
from scheduler.tidying import tidy, would_tidy
from store import outbox, runs, seals
from store.care import retention
from tests.acceptance.noted import wrong
from tests.acceptance.road import Scene, scene

YEARS = 3
WHY = ("kept for so many days only", "wrote there again", "stays in its list of labels")


@pytest.fixture
def now(tmp_path: Path) -> Iterator[Scene]:
    """A hub that has written twice."""
    with scene(tmp_path, 5, people=16) as opened:
        opened.travel()
        save_plan(opened.hub)
        opened.write()
        with opened.hub.store.write() as tx:
            tx.execute(text("UPDATE findings SET resolved_at = 1"))
        opened.write()
        yield opened


def texts(now: Scene) -> int:
    """Of calls and of writes."""
    with now.hub.store.read() as tx:
        queries = (
            "SELECT count(*) FROM audit WHERE actor LIKE 'run %' AND (before IS NOT NULL OR after IS NOT NULL)",
            f"SELECT count(*) FROM writes WHERE body <> '{KEPT_NO_LONGER}' OR before <> '{KEPT_NO_LONGER}'",
        )
        return sum(int(tx.execute(text(query)).scalar_one()) for query in queries)


def test_it_goes_in_batches_and_not_before_its_time(now: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 7)
    store, before = now.hub.store, texts(now)
    assert set(tidy(now.hub).values()) == {0}
    assert texts(now) == before
    now.wait(days=366 * YEARS)
    with store.read() as tx:
        standing, (first, *_) = outbox.standing(tx), [run.id for run in reversed(runs.newest(tx))]
    planned = plan_writes(now.hub).plan
    expected = would_tidy(now.hub)
    assert expected["saved plans"] == 2
    assert min(expected["texts of earlier writes"], expected["texts of calls in the audit"]) > 14
    gone = tidy(now.hub)
    assert {kind: number for kind, number in gone.items() if kind in expected} == expected
    assert texts(now) < before
    assert set(would_tidy(now.hub).values()) == {0}
    with store.read() as tx:
        assert seals.verify(tx).broken is None
        assert outbox.standing(tx) == standing
    assert plan_writes(now.hub).plan == planned
    undo = undoing.plan_undo(now.hub, first)
    assert KEPT_NO_LONGER not in {text for each in undo.plan.operations for text in (each.body, each.before)}
    assert [left for left in undo.left if not any(why in left.why for why in WHY)] == []
    assert wrong(now) == []
