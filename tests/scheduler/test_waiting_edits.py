"""An edit that the guard holds waits with its author; somebody else approves exactly that one, in time, or it is dropped."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.approval import HeldEdit
from mappings.rules import digest
from scheduler.actor import acting
from scheduler.approving import NotApproved
from scheduler.held_edits import approve_edit, drop_edit, held_edit, hold, refused, waiting_edits
from scheduler.hub import Hub
from scheduler.linking import link
from scheduler.rule_saving import Conflict, Edit, past_edits, save_rules
from store import audit
from tests.scheduler.little import little, written
from tests.scheduler.test_rule_saving import GOALS, ITEMS, LINKED, A, moving
from tests.store.samples import NOW

ANA, BO = "ana@example.com", "bo@example.com"
FOUR_EYES = "[guard]\nfour_eyes = true\n"


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    config = written(tmp_path_factory.mktemp("hub"), A, more=FOUR_EYES)
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        yield hub


@pytest.fixture
def hub(stocked: Hub) -> Iterator[Hub]:
    """As it was, whatever a test saved in it."""
    yield stocked
    stocked.clock = lambda: NOW
    rules(stocked).write_text(A)
    held = link(stocked).held
    assert held is None or link(stocked, approval=held.approval).held is None


def rules(hub: Hub) -> Path:
    return hub.config.file(hub.config.hub.rules)


def held_by(person: str, hub: Hub, text: str) -> HeldEdit:
    with acting(person):
        return hold(hub, save_rules(hub, Edit(rules(hub), text, digest(A))))


def test_it_waits_with_its_author_and_its_text(hub: Hub) -> None:
    held = held_by(ANA, hub, moving(LINKED))
    assert (held.actor, held.text, held.at) == (ANA, moving(LINKED), NOW)
    assert held.reason.startswith(f"{LINKED} of {LINKED} linked items would lose")
    assert held in waiting_edits(hub)
    assert held_edit(hub, held.digest) == held
    assert rules(hub).read_text() == A


def test_its_author_may_not_approve_it_with_four_eyes(hub: Hub) -> None:
    held = held_by(ANA, hub, moving(LINKED))
    with acting(ANA), pytest.raises(NotApproved, match=r"ana@example\.com made this edit, and somebody else must"):
        approve_edit(hub, held)
    assert rules(hub).read_text() == A


def test_somebody_else_lets_exactly_it_pass(hub: Hub) -> None:
    held = held_by(ANA, hub, moving(LINKED))
    with acting(BO):
        assert refused(hub, held) is None
        saved = approve_edit(hub, held)
    assert saved.linked is not None
    assert saved.linked.counts.changed == LINKED
    assert rules(hub).read_text() == moving(LINKED)
    with hub.store.read() as tx:
        past = past_edits(tx)[-1]
        said = [(each.actor, each.action) for each in audit.about(tx, f"edit {held.digest}")]
    assert (past.actor, past.author, past.moved) == (BO, ANA, {"moved": LINKED})
    assert said[-2:] == [(ANA, "held rules"), (BO, "approved")]
    again = held_edit(hub, held.digest)
    assert again is not None
    assert (again.approved_by, again in waiting_edits(hub)) == (BO, False)
    with acting(BO), pytest.raises(NotApproved, match=r"bo@example\.com has approved this edit already"):
        approve_edit(hub, again)


def test_after_a_day_it_is_over(hub: Hub) -> None:
    held = held_by(ANA, hub, moving(LINKED))
    hub.clock = lambda: NOW + timedelta(hours=24)
    assert waiting_edits(hub) == []
    with acting(BO), pytest.raises(NotApproved, match="could be approved for 24 hours"):
        approve_edit(hub, held)


def test_it_does_not_write_over_what_somebody_saved_meanwhile(hub: Hub) -> None:
    held = held_by(ANA, hub, moving(LINKED))
    rules(hub).write_text(A + "# a word\n")
    with acting(BO), pytest.raises(Conflict, match="somebody has changed it since this edit was made"):
        approve_edit(hub, held)


def test_where_other_rules_are_in_force_by_now_it_is_another_edit(hub: Hub) -> None:
    """The file says what it said, but the mapping has gone by another text in between, and still does."""
    held = held_by(ANA, hub, moving(LINKED))
    rules(hub).write_text(moving(1))
    assert link(hub).held is None
    rules(hub).write_text(A)
    with acting(BO), pytest.raises(NotApproved, match="the rules in force are others by now"):
        approve_edit(hub, held)
    assert rules(hub).read_text() == A


def test_what_nobody_wants_is_dropped_and_that_is_on_record(hub: Hub) -> None:
    held = held_by(ANA, hub, moving(LINKED - 1))
    with acting(BO):
        drop_edit(hub, held)
    assert held_edit(hub, held.digest) is None
    with hub.store.read() as tx:
        assert [each.action for each in audit.about(tx, f"edit {held.digest}")] == ["held rules", "dropped"]
