"""Whoever presses below a private item is told no word of it: other than in its tool, nobody asked whether they may see it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.json import encode

from scheduler.linking import link
from scheduler.reconciling import reconcile_findings
from scheduler.suggesting import suggest
from tests.scheduler.little import little, written
from tests.scheduler.test_answering import PEOPLE, Desk
from tests.store.samples import ISSUES, OKRS, account, finish, goal, item

WORD = "zanzibar"
RULES = '[[rule]]\nid = "cards"\ngoal = "O-1"\nwhen = { labels = "cards" }\n'


@pytest.fixture
def desk(tmp_path: Path, url: str) -> Iterator[Desk]:
    """PAY-1 serves no goal, and all that is labelled as it is serves O-1."""
    config = written(tmp_path, RULES, database=url)
    (tmp_path / "people.toml").write_text(PEOPLE)
    private = {"narrow": True, "assignee": "ana", "flagged": True}
    items = [item(n, title=f"{WORD} {n}", labels=(WORD, "cards"), **private) for n in range(2, 12)]
    items.append(item(1, title=f"{WORD} deal", text=f"buy {WORD}", labels=(WORD,), **private))
    with little(config, (goal("O-1"), goal("O-2")), (*items, account("U1", source="slack", email=None))) as hub:
        for stream in (ISSUES, OKRS):
            finish(hub.store, stream)
        link(hub)
        reconcile_findings(hub)
        yield Desk(hub)


def test_a_goal_is_suggested_without_the_words_that_speak_for_it(desk: Desk) -> None:
    (known,) = suggest(desk.hub, ["PAY-1"]).items
    assert WORD in str(known.suggestions[0].reasons)
    form = desk.form("link-other", desk.named("D1", "jira:PAY-1"))
    assert form.fields[0].options[0].value == "goal O-1"
    assert WORD not in encode(form).decode()


@pytest.mark.parametrize("act", ["why", "snooze", "exempt", "dispute", "acknowledge", "home"])
@pytest.mark.parametrize(("detector", "key"), [("D1", "PAY-1"), ("D10", "PAY-2")])
def test_nothing_that_is_answered_tells_them(desk: Desk, act: str, detector: str, key: str) -> None:
    told = encode(desk.press(act, desk.named(detector, f"jira:{key}"))).decode()
    assert "private item" in told
    assert WORD not in told
