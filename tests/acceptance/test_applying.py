"""What `apply` must not do: write from a damaged database, twice at once, or under rules that nobody approved."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core.guard import Learning, Limits
from core.times import midnight
from sandbox.faults import Fault
from scheduler import applying, planning
from scheduler.approving import NotApproved
from scheduler.hub import open_hub
from store import StoreError, attempts, outbox, writes
from tests.acceptance.kept import begun, travelled
from tests.acceptance.road import Scene

QUIET = lambda *_: None  # noqa: E731 - nobody watches


@pytest.fixture(name="travelled")
def _travelled(tmp_path: Path) -> Iterator[Scene]:
    with begun(travelled, tmp_path, 5) as opened:
        yield opened


def test_a_damaged_database_writes_nothing_into_the_tools(travelled: Scene) -> None:
    digest = planning.plan_writes(travelled.hub).plan.digest
    _damage(travelled, "goal_versions")  # which no plan looks at
    with open_hub(travelled.config, travelled.company.clock) as hub, pytest.raises(StoreError, match="damaged"):
        applying.apply_plan(hub, digest, QUIET)
    assert travelled.writes == []


def test_a_new_hub_shows_all_and_writes_nothing_until_it_has_learnt(travelled: Scene) -> None:
    """Not even what is approved; with the day on which it has learnt, or with the setting, that goes away."""
    hub, first, company = travelled.hub, travelled.company.now, travelled.company
    hub.config = replace(hub.config, limits=Limits(visible_writes=500))
    planned = planning.plan_writes(hub)
    assert planned.plan.operations
    assert planned.learning == Learning(first + timedelta(days=14))
    for approve in (None, planned.plan.digest):
        with pytest.raises(NotApproved, match=r"the hub learns until .*learning_days = 0 under"):
            applying.apply_plan(hub, approve, QUIET)
    assert travelled.writes == []
    travelled.opened.sandbox.call(lambda: company.clock.advance(timedelta(days=14)))
    assert planning.plan_writes(hub).learning is None
    assert applying.apply_plan(hub, planning.plan_writes(hub).plan.digest, QUIET).failed == ()
    assert travelled.writes


def test_a_second_apply_at_the_same_time_is_refused(travelled: Scene) -> None:
    hub = travelled.hub
    digest = planning.plan_writes(hub).plan.digest
    seen: list[bool] = []

    def watch(*_: object) -> None:
        if not seen:
            with pytest.raises(StoreError, match="under way"):
                applying.apply_plan(hub, None, QUIET)
            seen.append(True)

    applied = applying.apply_plan(hub, digest, watch)
    assert seen
    assert applied.failed == ()
    assert applying.apply_plan(hub, None, QUIET).done == {}


def test_rules_edited_while_a_plan_is_carried_out_are_still_to_be_approved(travelled: Scene) -> None:
    hub = travelled.hub

    def edit(*_: object) -> None:
        with hub.store.write() as tx:
            tx.execute(text("UPDATE rules SET version = 'edited'"))

    applying.apply_plan(hub, planning.plan_writes(hub).plan.digest, edit)
    _drop_one_finding(travelled)
    with pytest.raises(NotApproved, match="new or edited"):
        applying.apply_plan(hub, None, QUIET)


def test_a_plan_that_writes_nothing_approves_no_rules(travelled: Scene) -> None:
    hub = travelled.hub
    travelled.write()
    with hub.store.write() as tx:
        tx.execute(text("UPDATE rules SET version = 'edited'"))
    assert applying.apply_plan(hub, None, QUIET).done == {}
    _drop_one_finding(travelled)
    with pytest.raises(NotApproved, match="new or edited"):
        applying.apply_plan(hub, None, QUIET)


def test_a_call_in_the_air_to_a_tool_that_is_no_longer_enabled_waits(travelled: Scene) -> None:
    hub = travelled.hub
    operations = planning.plan_writes(hub).plan.operations
    lost = next(operation for operation in operations if operation.target.tool == "jira")
    with hub.store.write() as tx:
        outbox.record_intents(tx, [lost], "lost", hub.clock())
        attempts.mark_sent(tx, [[lost.mark]], hub.clock())
    del hub.config.connectors["jira"]  # type: ignore[attr-defined]
    assert travelled.write().failed == ()
    travelled.wait(minutes=2)
    assert [waits.tool for waits in applying.apply_plan(hub, None, QUIET, wait=True).waiting] == ["jira"]
    with hub.store.read() as tx:
        assert [intent.operation.mark for intent in outbox.unfinished(tx)] == [lost.mark]


def test_an_item_that_takes_no_comments_stops_no_other(travelled: Scene) -> None:
    """GitHub's answer where a conversation is locked; the token is as good as it was."""
    locked = b'{"message": "Unable to create comment because issue is locked."}'
    travelled.opened.sandbox.faults.append(Fault("github", "^POST .*/comments", 1, 403, body=locked))
    applied = travelled.write()
    assert [error for _, error in applied.failed if "is locked" not in error] == []
    assert len(applied.failed) == 1
    assert sum(count for (tool, verb, _), count in applied.done.items() if (tool, verb) == ("github", "comment"))


def test_calls_in_the_air_count_towards_the_day(travelled: Scene) -> None:
    """A tool that answers 500 to all of them would otherwise be asked again at every apply."""
    hub = travelled.hub
    hub.config = replace(hub.config, limits=Limits(daily_writes=5, learning_days=0))
    operations = [each for each in planning.plan_writes(hub).plan.operations if each.target.tool == "jira"]
    with hub.store.write() as tx:
        outbox.record_intents(tx, operations[:3], "lost", hub.clock())
        for operation in operations[:3]:
            attempts.mark_sent(tx, [[operation.mark]], hub.clock())
    travelled.wait(minutes=2)
    with pytest.raises(NotApproved, match="daily limit of 5"):
        applying.apply_plan(hub, None, QUIET)
    with hub.store.read() as tx:
        assert writes.calls_since(tx, midnight(hub.clock().date())) == {"jira": 5}
        assert len(outbox.unfinished(tx)) == 1


def _damage(travelled: Scene, table: str) -> None:
    """One byte of the table's first page, the one that says what kind of page it is."""
    with travelled.hub.store.read() as tx:
        page = tx.execute(text("SELECT rootpage FROM sqlite_master WHERE name = :table"), {"table": table}).scalar_one()
        size = tx.execute(text("PRAGMA page_size")).scalar_one()
    database = sqlite3.connect(travelled.config.with_name("fairlead.db"))
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    with travelled.config.with_name("fairlead.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff")


def _drop_one_finding(travelled: Scene) -> None:
    one = "SELECT min(fingerprint) FROM findings WHERE detector = 'D1' AND subject_kind = 'item'"
    with travelled.hub.store.write() as tx:
        tx.execute(text(f"UPDATE findings SET resolved_at = 1 WHERE fingerprint = ({one})"))


def test_many_cells_in_doubt_are_looked_for_and_swept_by_a_few_requests(travelled: Scene) -> None:
    """A sheet takes 60 reads a minute, and there may be hundreds of figures."""
    sandbox = travelled.opened.sandbox
    sandbox.faults.append(Fault("sheets", "values:batchUpdate", 2, after=True, drop=True))
    cells = [error for operation, error in travelled.write().failed if operation.target.verb == "cells"]
    assert len(cells) > 60
    before = len(sandbox.history)
    for minutes in (2, 10):  # the doubt is settled, and what came later swept
        travelled.wait(minutes=minutes)
        assert [op for op, _ in travelled.write().failed if op.target.verb == "cells"] == []
    assert sum(exchange.tool == "sheets" for exchange in sandbox.history[before:]) <= 20
    with travelled.hub.store.read() as tx:
        assert outbox.to_sweep(tx, travelled.hub.clock() + timedelta(hours=1)) == []
