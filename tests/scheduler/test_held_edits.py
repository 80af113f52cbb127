"""An edit that takes the goal from many items at once is held: the rules of before go on until exactly it is approved."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from scheduler.hub import Hub
from scheduler.linking import Linked, link
from tests.mappings.make import rule
from tests.scheduler.little import little, stock, written
from tests.store.samples import goal, item

LINKED = 60
BORDER = 6  # a tenth of them (guard.relinked_share): so many may still move
A = rule('{ labels = "a" }', "a", 'goal = "O-1"')
GOALS = [goal("O-1"), goal("O-2")]
ITEMS = [item(number, labels=("a",)) for number in range(1, LINKED + 1)]
Config = Callable[..., Path]


@pytest.fixture
def config(url: str, tmp_path: Path) -> Config:
    """Writes a configuration with given rules, on an empty database of either kind."""
    return partial(written, tmp_path, database=url)


def moving(count: int) -> str:
    keys = ", ".join(f'"PAY-{number}"' for number in range(1, count + 1))
    return A + rule(f"{{ key = [{keys}] }}", "b", 'goal = "O-2"', "weight = 1")


def edited(hub: Hub, rules: str, approval: str | None = None) -> Linked:
    hub.config.file(hub.config.hub.rules).write_text(rules)
    return link(hub, approval=approval)


def serving(hub: Hub, key: str) -> int:
    with hub.store.read() as tx:
        query = "SELECT count(*) FROM links WHERE valid_to IS NULL AND goal = :key"
        return int(tx.execute(text(query), {"key": key}).scalar_one())


def test_up_to_the_limit_an_edit_passes_and_one_more_is_held(config: Config) -> None:
    with little(config(A), GOALS, ITEMS) as hub:
        link(hub)
        assert edited(hub, moving(BORDER)).held is None
        assert serving(hub, "O-2") == BORDER
        held = edited(hub, moving(2 * BORDER + 1)).held
        assert held
        assert held.reason.startswith(f"{BORDER + 1} of {LINKED} linked items would lose the goal they serve")
        assert serving(hub, "O-2") == BORDER


def test_while_an_edit_is_held_new_items_are_linked_by_the_rules_of_before(config: Config) -> None:
    with little(config(A), GOALS, ITEMS) as hub:
        link(hub)
        assert edited(hub, moving(LINKED)).held
        stock(hub, items=[item(LINKED + 1, labels=("a",))])
        again = link(hub)
        assert (again.held is not None, again.counts.linked) == (True, 1)
        assert (serving(hub, "O-1"), serving(hub, "O-2")) == (LINKED + 1, 0)


def test_exactly_the_edit_that_was_held_is_approved(config: Config) -> None:
    with little(config(A), GOALS, ITEMS) as hub:
        link(hub)
        first = edited(hub, moving(LINKED)).held
        assert first
        other = edited(hub, moving(LINKED - 1), approval=first.approval).held
        assert other
        assert other.approval != first.approval
        assert edited(hub, moving(LINKED), approval=first.approval).held is None
        assert serving(hub, "O-2") == LINKED
        assert link(hub).held is None


def test_an_approval_counts_once(config: Config) -> None:
    with little(config(A), GOALS, ITEMS) as hub:
        link(hub)
        first = edited(hub, moving(LINKED)).held
        assert first
        assert edited(hub, moving(LINKED), approval=first.approval).held is None
        for count in range(LINKED - BORDER, -1, -BORDER):  # back to the rules of before, in steps that pass
            assert edited(hub, moving(count) if count else A).held is None
        assert edited(hub, moving(LINKED)).held == first


def test_an_edit_taken_back_is_held_no_more(config: Config) -> None:
    with little(config(A), GOALS, ITEMS) as hub:
        link(hub)
        assert edited(hub, moving(LINKED)).held
        assert edited(hub, A).held is None
        assert serving(hub, "O-1") == LINKED


def test_the_limit_is_a_setting(config: Config) -> None:
    more = "\n[guard]\nrelinked_share = 1.0\n"
    with little(config(A, more=more), GOALS, ITEMS) as hub:
        link(hub)
        assert edited(hub, moving(LINKED)).held is None


def test_the_first_rules_of_a_hub_are_never_held(config: Config) -> None:
    with little(config(moving(LINKED)), GOALS, ITEMS) as hub:
        assert link(hub).held is None
