"""Who works below an initiative, and who waits for whom, worked out by hand."""

from typing import Any

import pytest

from core.people import People, Person, Team
from core.records import Item, Tombstone
from store import Store
from store.accounts import save_people
from tests.store.samples import DAY, ISSUES, NOW, OKRS, account, activity, goal, item, pull
from tests.store.test_facts import link, look

PEOPLE = People(
    people={"ana@example.com": Person(team="core"), "bo@example.com": Person(team="web")},
    teams={"core": Team(), "web": Team(), "pay": Team(containers=("jira:PAY",))},
)
DONE = {"category": "done", "status": "Done"}


@pytest.fixture
def staffed(store: Store) -> Store:
    pull(store, account("ana"), account("bo"), account("robot", bot=True))
    with store.write() as tx:
        save_people(tx, PEOPLE)
    return store


def test_a_part_is_what_a_team_holds_and_what_its_people_touched(staffed: Store) -> None:
    initiatives = (goal("I-1", level="initiative"), goal("I-2", level="initiative", parent="I-1"))
    pull(staffed, *initiatives, goal("I-3", level="initiative"), goal("O-1"), stream=OKRS)
    pull(
        staffed,
        *(item(1, assignee="ana"), item(2, assignee="bo", **DONE), item(3, parent="PAY-1", assignee="bo")),
        *(item(4, assignee="ana"), item(5, assignee="bo", parent="PAY-1"), item(6, kind="thread", assignee="bo")),
        *(activity(1, "PAY-2", at=NOW - 9 * DAY), activity(2, "PAY-3", actor="bo", at=NOW - 5 * DAY)),
        *(activity(3, "PAY-1", actor="robot"), activity(4, "PAY-1", actor="bo", bot=True), activity(5, "PAY-6")),
        stream=ISSUES,
    )
    link(staffed, {1: "I-2", 2: "I-1", 3: "I-2", 4: "I-3", 5: "O-1", 6: "I-1"})
    assert [(each.goal, each.team, each.open, str(each.last_day)) for each in look(staffed).contributions] == [
        ("I-1", "core", 1, "2026-02-21"),  # touched PAY-2
        ("I-1", "web", 1, "2026-02-25"),  # touched PAY-3
        ("I-2", "core", 1, "2026-02-10"),  # began PAY-1
        ("I-2", "web", 1, "2026-02-25"),
    ]


def blocked(number: int, by: int, **more: Any) -> Item:
    return item(number, blocked_by=(f"PAY-{by}",), **more)


def test_only_what_another_team_waits_for_is_a_dependency(staffed: Store) -> None:
    pull(
        staffed,
        item(1, assignee="bo", category="todo"),
        *(blocked(2, 1, assignee="ana"), blocked(3, 1, category="todo"), blocked(4, 1, assignee="bo")),
        *(blocked(5, 1, assignee="ana", **DONE), blocked(6, 7, assignee="ana"), item(7, assignee="bo", **DONE)),
        *(blocked(8, 9, assignee="ana"), item(9, assignee="ana"), item(10, container="OPS"), blocked(11, 10)),
        *(activity(1, "PAY-2", kind="blocked_by_added", at=NOW - 3 * DAY), blocked(12, 13), item(13)),
    )
    pull(staffed, Tombstone("jira", item(13).id, "deleted"))
    (found,) = look(staffed).dependencies
    assert (found.item.key, found.item.team) == ("jira:PAY-1", "web")
    assert (found.waiting, found.teams) == (("jira:PAY-2", "jira:PAY-3"), ("core", "pay"))
    assert found.since == item(3).created_at


@pytest.mark.parametrize(
    ("given", "owned", "dated"),
    [
        ({}, True, False),
        ({"due": (NOW + DAY).date()}, True, True),
        ({"milestone": "June"}, True, True),
        ({"versions": ("2.1",)}, True, True),
        ({"fields": {"Sprint": ("PAY 7",)}}, True, True),
        ({"fields": {"Team": ("web",)}}, True, False),
        ({"assignee": None, "container": "WEB"}, False, False),
    ],
)
def test_an_owner_and_a_date(staffed: Store, given: dict[str, Any], owned: bool, dated: bool) -> None:
    with staffed.write() as tx:
        save_people(tx, People(people=PEOPLE.people, teams={**PEOPLE.teams, "web": Team(containers=("jira:WEB",))}))
    pull(staffed, item(1, **{"assignee": "bo", **given}), blocked(2, 1, assignee="ana"))
    (found,) = look(staffed).dependencies
    assert (found.owned, found.dated) == (owned, dated)
