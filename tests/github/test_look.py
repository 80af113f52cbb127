"""One look at many issues: it saves those before each first write, and where it cannot tell for sure nothing relies on it."""

import pytest

from connectors.github.connector import GitHub
from connectors.github.text import comment_body
from core.contract import Looking, Note, Refused
from tests.github.conftest import REPO, World

NOTE = Note("a1b2c3", "This serves no goal.")


@pytest.fixture
def items(world: World) -> list[str]:
    issues = [world.state.create_issue(REPO, f"Part {number}", by="ann") for number in range(2)]
    return [f"{REPO}#{number}" for number in (*issues, world.state.create_pull(REPO, "Pay", by="ann"))]


def test_one_question_serves_all_first_writes(world: World, hub: GitHub, items: list[str]) -> None:
    assert isinstance(hub, Looking)
    looked = hub.look(items)
    for item in items:
        looked.ensure_comment(item, NOTE)
        looked.ensure_label(item, "drift", True)
    writes = [
        f"POST /repos/{REPO}/issues/{number}/{what}" for number in (1, 2, 3) for what in ("comments 201", "labels 200")
    ]
    assert world.requests() == ["POST /graphql 200", *writes]


def test_what_stands_is_found_behind_many_others(world: World, hub: GitHub, items: list[str]) -> None:
    world.state.label(REPO, 1, add=["Drift"], by="ann")
    world.state.comment(REPO, 1, comment_body(NOTE), by="fairlead-bot")
    for at in range(120):
        world.state.comment(REPO, 2, f"comment {at}", by="ann")
    world.state.comment(REPO, 2, comment_body(NOTE), by="fairlead-bot")
    looked, before = hub.look(items), world.state.snapshot()
    for item in items[:2]:
        looked.ensure_comment(item, NOTE)
    looked.ensure_label(items[0], "drift", True)
    assert world.state.snapshot() == before


def test_what_nobody_looked_at_is_looked_at_by_itself(world: World, hub: GitHub, items: list[str]) -> None:
    world.state.comment(REPO, 2, comment_body(NOTE), by="fairlead-bot")
    hub.look(items[:1]).ensure_comment(items[1], NOTE)
    assert len(world.state.comments(REPO, 2)) == 1


def test_an_issue_that_is_gone_spoils_the_look_and_no_more(world: World, hub: GitHub, items: list[str]) -> None:
    world.state.delete(REPO, 1)
    with pytest.raises(Refused):
        hub.look(items)
