"""The road inside the hub with connectors that behave oddly, each a plain value of the contract."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core.contract import Refused, Unavailable
from core.facts import Facts, StreamFact
from core.records import Account, Checkpoint, Record
from scheduler.judging import late_connectors
from scheduler.linking import link
from scheduler.reconciling import reconcile_findings
from scheduler.syncing import lock_of
from store import Store, StoreError
from tests.acceptance.odd import NOW, World, goal, item, raising, world

__all__ = ["world"]


def test_a_pull_that_says_nothing_at_all_agrees_to_nothing(world: World) -> None:
    world.sync(one=lambda: [goal("O-1"), goal("O-2"), Checkpoint("a")])
    world.sync(hours=1, one=lambda: [goal("O-1"), Checkpoint("b")])
    world.sync(hours=2, one=list)
    assert world.goals == ["O-1", "O-2"]


def test_a_tool_that_refuses_one_stream_has_answered(world: World) -> None:
    """An answer without a status that nobody can read is an answer; the other streams are asked."""
    rows = world.sync(one=raising(Refused("odd: cannot be read")), two=lambda: [Checkpoint("a")])
    assert [row.error for row in rows] == ["odd: cannot be read", None]


def test_a_tool_that_does_not_answer_is_left_alone(world: World) -> None:
    rows = world.sync(one=raising(Unavailable("odd: nobody there")), two=lambda: [Checkpoint("a")])
    assert [row.error for row in rows] == ["odd: nobody there", "odd: nobody there"]


def test_a_stream_that_was_never_read_to_its_end_is_late() -> None:
    """The first pull of it was killed: what it left behind is half of the picture."""
    half = StreamFact(connector="odd", stream="goals", container="one", last_success=None, late_after=NOW)
    assert late_connectors(Facts(as_of=NOW - timedelta(minutes=1), streams=(half,))) == ("odd",)


def test_an_account_that_is_known_to_be_somebodys_later_changes_the_team_and_so_the_link(tmp_path: Path) -> None:
    world = World(
        tmp_path,
        config='[hub]\npeople = "people.toml"\n[connectors.odd]',
        people='[people."ana@x.test"]\nteam = "pay"\n[teams.pay]',
        mappings='[[rule]]\nid = "pay"\ngoal = "O-1"\nwhen.team = "pay"',
    )
    open_item = item("1", assignee="ana")
    world.sync(one=lambda: [goal("O-1"), Checkpoint("a")], two=lambda: [open_item, Checkpoint("a")])
    assert link(world.hub).by_via == {}
    ana = Account(source="odd", id="ana", email="ana@x.test")
    world.sync(two=lambda: [open_item, ana, Checkpoint("b")])
    assert link(world.hub).by_via == {"rule": 1}
    assert not link(world.hub).everything
    with world.hub.store.read() as tx:
        assert tx.execute(text("SELECT goal FROM links WHERE valid_to IS NULL")).scalars().all() == ["O-1"]
    world.hub.close()


def test_a_judgement_in_another_process_is_waited_for(world: World, tmp_path: Path) -> None:
    """Two evaluations at once would count as two that did not see a drift."""
    other = Store.open(f"sqlite:///{tmp_path / 'fairlead.db'}")
    with other.alone("reconcile"), pytest.raises(StoreError, match="another `fairlead reconcile` is under way"):
        reconcile_findings(world.hub)
    reconcile_findings(world.hub)
    other.close()


def test_a_tool_that_another_process_pulls_is_left_to_it(world: World, tmp_path: Path) -> None:
    brought: list[Record | Checkpoint] = [goal("O-1"), Checkpoint("a")]
    other = Store.open(f"sqlite:///{tmp_path / 'fairlead.db'}")
    with other.alone(lock_of("odd")):
        assert [row.error for row in world.sync(one=lambda: brought)] == [
            "another pull of odd is under way; wait until it has ended"
        ]
    assert world.goals == []
    world.sync(one=lambda: brought)
    assert world.goals == ["O-1"]
    other.close()
