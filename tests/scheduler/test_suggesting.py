"""Goals are suggested for items that serve none, from the links that the store holds."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mappings.suggestions import Suggester
from scheduler.choosing import choose
from scheduler.config import load_config
from scheduler.hub import Hub
from scheduler.linking import link
from scheduler.suggesting import Memory, Suggestions, suggest, suggest_at_once, suggest_soon
from scheduler.wishes import NeedsNone, NotChosen, Serves, TakenBack
from store import Store, examples
from tests.store.samples import DAY, NOW, OKRS, goal, item, pull

RULES = '[[rule]]\nid = "cards"\ngoal = "O-1"\nwhen = { labels = "cards" }\n'


class Desk:
    """A hub with three goals, of which one is over, and whatever items a test wants."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.now = NOW
        self.folder = folder
        (folder / "mappings.toml").write_text(RULES)
        (folder / "config.toml").write_text("")
        self.hub = Hub(load_config(folder / "config.toml", {}), store, {}, self.clock)
        cards, search = goal("O-1", title="Card payments that never fail"), goal("O-2", title="Search that finds it")
        pull(store, cards, search, goal("O-3", title="Card payments of old", closed=True), stream=OKRS)

    def clock(self) -> datetime:
        return self.now

    def mapped(self, *numbered: object) -> "Desk":
        pull(self.hub.store, *numbered)  # type: ignore[arg-type]
        link(self.hub)
        return self

    def serves(self, number: int, key: str) -> None:
        choose(self.hub, f"PAY-{number}", Serves(((key, 1.0),)), actor="ana")


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path)


def best(found: Suggestions) -> dict[str, str | None]:
    return {each.item.key: each.suggestions[0].goal if each.suggestions else None for each in found.items}


def test_the_text_tells_where_nothing_was_ever_linked(desk: Desk) -> None:
    desk.mapped(item(1, title="Card payments fail on retry"), item(2, title="Search finds nothing"))
    found = suggest(desk.hub)
    assert best(found) == {"PAY-1": "O-1", "PAY-2": "O-2"}
    assert (found.waiting, found.learned.goals, found.learned.cold) == (2, 2, True)
    assert found.titles["O-2"] == "Search that finds it"
    assert "title shares" in found.items[0].suggestions[0].reasons[0]


def test_what_people_and_rules_linked_teaches(desk: Desk) -> None:
    by_hand = [item(number, title="Mend it", components=("index",)) for number in range(1, 9)]
    by_rule = [item(number, title="Mend it", labels=("cards",), components=("till",)) for number in range(11, 19)]
    desk.mapped(*by_hand, *by_rule, item(20, title="Again", components=("index",)), item(21, components=("till",)))
    for number in range(1, 9):
        desk.serves(number, "O-2")
    found = suggest(desk.hub)
    assert best(found) == {"PAY-20": "O-2", "PAY-21": "O-1"}
    assert (found.learned.by_hand, found.learned.others, found.learned.disputed) == (8, 8, 0)
    assert found.items[0].suggestions[0].reasons == ("8 of 8 items of component index serve it",)


def test_a_disputed_goal_is_not_suggested_again(desk: Desk) -> None:
    desk.mapped(item(1, title="Card payments fail on retry"))
    choose(desk.hub, "PAY-1", TakenBack("O-1"), actor="ana")
    found = suggest(desk.hub)
    assert [each.goal for each in found.items[0].suggestions if each.goal == "O-1"] == []
    assert found.learned.disputed == 1


def test_what_was_learned_is_kept_until_something_else_is_to_be_learned() -> None:
    learned: list[int] = []

    def learn() -> Suggester:
        learned.append(len(learned))
        return Suggester([], [])

    memory = Memory()
    first = memory.suggester(b"1", learn)
    assert memory.suggester(b"1", learn) is first
    assert memory.suggester(b"2", learn) is not first
    assert learned == [0, 1]


def test_what_is_said_changes_the_next_suggestions(desk: Desk) -> None:
    desk.mapped(*(item(number, title="Turn the knob") for number in range(1, 5)))
    assert best(suggest(desk.hub, ["PAY-4"])) == {"PAY-4": None}
    desk.serves(1, "O-2")
    assert best(suggest(desk.hub, ["PAY-4"])) == {"PAY-4": "O-2"}
    desk.serves(1, "O-1")
    assert best(suggest(desk.hub, ["PAY-4"])) == {"PAY-4": "O-1"}


def test_who_waits_is_told_by_what_was_learned_last_and_learning_comes_first(desk: Desk) -> None:
    desk.mapped(item(1, labels=("cards",)), item(2))
    first = suggest_soon(desk.hub, "PAY-2")
    assert [each.goal for each in first] == [each.goal for each in suggest_at_once(desk.hub, "PAY-2") or ()]
    assert best(suggest(desk.hub, ["PAY-2"])) == {"PAY-2": first[0].goal if first else None}


def test_open_work_comes_first_and_what_ended_long_ago_not_at_all(desk: Desk) -> None:
    lately, long_ago = NOW - 3 * DAY, NOW - 60 * DAY
    desk.mapped(
        item(1, category="done", done_at=lately, created_at=long_ago, updated_at=lately),
        item(2, category="todo"),
        item(3, kind="thread", category="todo", updated_at=NOW),
        item(4, category="done", done_at=long_ago, created_at=long_ago - DAY, updated_at=long_ago),
        item(5, updated_at=NOW - 9 * DAY),
        item(6, updated_at=NOW - DAY),
        item(7, labels=("cards",)),
    )
    assert [each.item.key for each in suggest(desk.hub).items] == ["PAY-6", "PAY-5", "PAY-2", "PAY-3", "PAY-1"]


def test_an_item_that_is_a_goal_waits_for_another_as_the_finding_says(desk: Desk) -> None:
    pull(desk.hub.store, goal("I-1", source="jira", item="PAY-1"), stream=OKRS)
    found = suggest(desk.mapped(item(1), item(2)).hub)
    assert found.waiting == 2
    assert [
        each.goal for seen in found.items if seen.item.key == "PAY-1" for each in seen.suggestions if each.goal == "I-1"
    ] == []


def test_named_items_are_told_in_order_with_what_they_serve(desk: Desk) -> None:
    desk.mapped(item(1, labels=("cards",)), item(2, title="Search"), item(3))
    choose(desk.hub, "PAY-3", NeedsNone(), actor="ana", reason="a spike")
    found = suggest(desk.hub, ["PAY-3", "jira:PAY-2", "PAY-1", "PAY-3"])
    assert [each.item.key for each in found.items] == ["PAY-3", "PAY-2", "PAY-1"]
    assert [[link.goal for link in each.links] for each in found.items] == [[None], [], ["O-1"]]
    assert [bool(each.suggestions) for each in found.items] == [False, True, False]
    with pytest.raises(NotChosen, match="no item PAY-9"):
        suggest(desk.hub, ["PAY-9"])


def test_before_the_first_mapping_it_says_so(desk: Desk) -> None:
    pull(desk.hub.store, item(1))
    assert not suggest(desk.hub).mapped


def test_links_of_people_are_kept_when_there_are_too_many(desk: Desk) -> None:
    rows = [item(number, labels=("cards",), updated_at=NOW - number * timedelta(hours=1)) for number in range(1, 9)]
    desk.mapped(*rows, item(20), item(21), item(22))
    desk.serves(8, "O-1")
    desk.serves(20, "O-2")
    choose(desk.hub, "PAY-21", NeedsNone(), actor="ana", reason="a spike")
    with desk.hub.store.read() as tx:
        few = examples.linked(tx, each=2, most=9)
        fewer = examples.linked(tx, each=2, most=3)
        waiting = examples.waiting(tx, NOW, 0)
    assert sorted((each.goal, each.said) for each in few) == [("", True), ("O-1", False), ("O-1", True), ("O-2", True)]
    assert sorted((each.goal, each.said) for each in fewer) == [("", True), ("O-1", True), ("O-2", True)]
    assert (waiting.total, waiting.ids) == (1, ())
