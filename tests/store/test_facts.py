"""Facts of a small company, worked out by hand."""

from datetime import date, datetime, timedelta

from core.facts import EffortFact, Facts, PersonFact
from core.links import Link
from core.people import People, Person, Team
from core.records import Rejected, Tombstone
from store import Store, linking, pulls
from store.accounts import save_people
from store.facts import facts
from store.links import save_links
from store.rules import StoredRule, save_rules
from tests.store.samples import DAY, ISSUES, NOW, OKRS, account, activity, finish, goal, item, pull

PEOPLE = People(
    people={"ana@example.com": Person(team="core"), "bo@example.com": Person(team="web", accounts=("jira:bo",))},
    teams={"core": Team(), "web": Team(), "pay": Team(containers=("jira:PAY",))},
)


def look(store: Store, now: datetime = NOW) -> Facts:
    with store.read() as tx:
        return facts(tx, now)


def link(store: Store, goals: dict[int, str | None]) -> None:
    """Gives these items their goals, and every other none."""
    links = [Link(source="jira", item=f"PAY-{number}", goal=key, via="rule", rule="r") for number, key in goals.items()]
    with store.write() as tx:
        covered = [each.id for part in linking.to_link(tx, everything=True) for each in part]
        save_links(tx, links, covered, NOW)


def test_an_empty_hub_has_empty_facts(store: Store) -> None:
    assert look(store) == Facts(as_of=NOW)


def test_unlinked_is_work_under_way_or_just_done_that_nothing_covers(store: Store) -> None:
    done = {"category": "done", "status": "Done"}
    pull(
        store,
        *(item(1), item(2), item(3), item(4, category="todo"), item(5, kind="thread"), item(6)),
        item(7, **done, done_at=NOW - 27 * DAY),
        item(8, **done, done_at=NOW - 29 * DAY),
        Tombstone("jira", item(6).id, "deleted"),
    )
    link(store, {2: "O-1", 3: None})
    found = look(store).unlinked
    assert [(fact.key, fact.category, fact.since) for fact in found] == [
        ("jira:PAY-1", "doing", item(1).created_at),
        ("jira:PAY-7", "done", NOW - 27 * DAY),
    ]


def test_items_know_their_person_and_team(store: Store) -> None:
    pull(store, account("ana"), item(1, assignee="ana"), item(2, assignee="who"), item(3, container="OPS"))
    with store.write() as tx:
        save_people(tx, PEOPLE)
    found = look(store)
    assert [(fact.assignee, fact.team) for fact in found.unlinked] == [
        ("ana@example.com", "core"),
        (None, "pay"),
        (None, None),
    ]
    assert [fact.key for fact in found.unassigned] == ["jira:PAY-3"]


def test_effort_is_shared_over_what_a_person_touched_that_day(store: Store) -> None:
    pull(
        store,
        *(account("ana"), account("robot", bot=True)),
        *(item(1), item(2), item(3), item(4), item(5, kind="thread")),
        # ana: half a day each on 1 and 2, the next day all on 1; the thread is talk
        *(activity(1, "PAY-1"), activity(2, "PAY-1"), activity(3, "PAY-2"), activity(4, "PAY-5")),
        activity(5, "PAY-1", at=NOW - 2 * DAY),
        # bo: a third each on 1, 3 and the exempt 4
        *(activity(6, "PAY-1", actor="bo"), activity(7, "PAY-3", actor="bo"), activity(8, "PAY-4", actor="bo")),
        # a stranger works for the team of the container
        activity(9, "PAY-3", actor="cleo"),
        # not effort: bots, nobody, too old, unknown item
        *(activity(10, bot=True), activity(11, actor="robot"), activity(12, actor=None)),
        *(activity(13, at=NOW - 29 * DAY), activity(14, "PAY-99", actor="dee")),
    )
    with store.write() as tx:
        save_people(tx, PEOPLE)
    link(store, {1: "O-1", 2: "O-2", 4: None})
    assert look(store).effort == (
        EffortFact("core", "O-1", 1.5, 1),
        EffortFact("core", "O-2", 0.5, 1),
        EffortFact("pay", None, 1.0, 1),
        EffortFact("web", None, 0.333, 1),
        EffortFact("web", "O-1", 0.333, 1),
    )


def test_outdated_is_work_under_way_for_goals_that_are_over(store: Store) -> None:
    pull(
        store,
        *(goal("O-1", effective_to=date(2025, 12, 31)), goal("I-1", level="initiative", parent="O-1"), goal("O-2")),
        *(item(1), item(2, category="done"), item(3), item(4)),
        *(activity(1, "PAY-1"), activity(2, "PAY-2"), activity(3, "PAY-3")),
    )
    with store.write() as tx:
        save_people(tx, PEOPLE)
    link(store, {1: "O-1", 2: "O-1", 3: "O-2", 4: "I-1"})
    found = look(store)
    assert [fact.key for fact in found.outdated] == ["jira:PAY-1", "jira:PAY-4"]
    assert {fact.goal.key: fact.ended for fact in found.goals} == {
        "I-1": date(2025, 12, 31),
        "O-1": date(2025, 12, 31),
        "O-2": None,
    }
    assert found.outdated_effort == (EffortFact("pay", "O-1", 0.333, 1),)


def test_a_goal_ends_on_the_day_it_was_first_seen_closed(store: Store) -> None:
    pull(store, goal("O-1", effective_to=date(2026, 12, 31)), stream=OKRS)
    pull(store, goal("O-1", closed=True), stream=OKRS, now=NOW + DAY)
    pull(store, goal("O-1", closed=True, title="New title"), stream=OKRS, now=NOW + 5 * DAY)
    assert look(store, NOW + 9 * DAY).goals[0].ended == (NOW + DAY).date()
    pull(store, goal("O-1"), stream=OKRS, now=NOW + 6 * DAY)
    assert look(store, NOW + 9 * DAY).goals[0].ended is None


def test_a_goal_counts_what_is_linked_anywhere_below_it(store: Store) -> None:
    pull(
        store,
        *(goal("O-1"), goal("KR-1", level="key_result", parent="O-1")),
        goal("PAY-1", source="jira", level="initiative", item="PAY-1", owners=("jira:ana", "ANA@example.com")),
        account("ana"),
        *(item(1, kind="epic"), item(2, parent="PAY-1"), item(3, parent="PAY-1", category="todo")),
        item(4, kind="thread"),
        activity(1, "PAY-2", at=NOW - 3 * DAY),
        activity(2, "PAY-2", at=NOW - DAY, bot=True),
    )
    link(store, {1: "KR-1", 2: "PAY-1", 3: "PAY-1", 4: "PAY-1"})
    facts_of = {fact.goal.key: fact for fact in look(store).goals}
    epic = facts_of["PAY-1"]
    assert (epic.goal.parent, epic.owners, epic.doing) == ("KR-1", ("ana@example.com",), True)
    assert (epic.open_items, epic.doing_items, epic.last_activity) == (2, 1, NOW - 3 * DAY)
    assert (facts_of["O-1"].open_items, facts_of["O-1"].doing_items) == (3, 2)
    assert facts_of["O-1"].last_activity == NOW - 3 * DAY
    assert facts_of["O-1"].first_seen == NOW


def test_activity_below_an_item_counts_even_where_the_link_is_another(store: Store) -> None:
    """PAY-1 serves O-1; its child serves O-2 and its grandchild nothing: both still are signs of life of O-1."""
    pull(
        store,
        *(goal("O-1"), goal("O-2"), goal("E-9", source="jira", item="PAY-9", level="initiative")),
        *(item(1), item(2, parent="PAY-1"), item(3, parent="PAY-2"), item(9), item(8, parent="PAY-9")),
        *(activity(1, "PAY-2", at=NOW - 5 * DAY), activity(2, "PAY-3", at=NOW - 2 * DAY), activity(3, "PAY-8")),
    )
    link(store, {1: "O-1", 2: "O-2"})
    newest = {fact.goal.key: fact.last_activity for fact in look(store).goals}
    assert newest == {"O-1": NOW - 2 * DAY, "O-2": NOW - 2 * DAY, "E-9": NOW - DAY}


def test_circles_of_items_and_goals_end(store: Store) -> None:
    pull(
        store,
        *(goal("O-1", parent="O-2"), goal("O-2", parent="O-1"), item(1, parent="PAY-2"), item(2, parent="PAY-1")),
        activity(1, "PAY-2"),
    )
    link(store, {1: "O-1"})
    assert [(fact.open_items, fact.last_activity) for fact in look(store).goals] == [(1, NOW - DAY)] * 2


def test_values_are_the_series_of_what_was_read(store: Store) -> None:
    for day, current in enumerate((10.0, 10.0, 25.0, None, 20.0)):
        key_result = goal("KR-1", level="key_result", current=current, title=f"Day {day}")
        pull(store, key_result, stream=OKRS, now=NOW + day * DAY)
    assert look(store, NOW + 3 * DAY).goals[0].values == ()
    assert look(store, NOW + 4 * DAY).goals[0].values == ((NOW, 10.0), (NOW + 2 * DAY, 25.0), (NOW + 4 * DAY, 20.0))


def test_people_are_as_active_as_their_most_active_account(store: Store) -> None:
    pull(
        store,
        *(account("ana"), account("ana2", email="ana@example.com", active=False), account("bo", active=False)),
        *(activity(1, at=NOW - 5 * DAY), activity(2, actor="ana2"), activity(3, bot=True, at=NOW)),
    )
    assert look(store).people == (
        PersonFact("ana@example.com", True, NOW - DAY),
        PersonFact("bo@example.com", False, None),
    )


def test_people_are_of_their_team(store: Store) -> None:
    pull(store, account("ana"), account("cleo"))
    with store.write() as tx:
        save_people(tx, PEOPLE)
    assert {each.person: each.team for each in look(store).people} == {
        "ana@example.com": "core",
        "cleo@example.com": None,
    }


def test_streams_rules_and_rows_tell_what_the_hub_cannot_see(store: Store) -> None:
    pull(store, item(1), item(2), Rejected(source="jira", place="jira issue 9", reason="no status"))
    link(store, {1: "O-1"})
    with store.write() as tx:
        pulls.failed(tx, "sheets", OKRS, NOW, "403")
        idle = {"idle": StoredRule("1", "rules.toml:9", "{}"), "defaults.jira": StoredRule("1", "rules.toml:12", "{}")}
        save_rules(tx, {"r": StoredRule("1", "rules.toml:3", "{}"), **idle}, NOW)
    finish(store, ISSUES, complete=False)
    found = look(store)
    assert [(s.connector, s.last_success, s.late_after, s.error) for s in found.streams] == [
        ("jira", NOW, NOW + timedelta(minutes=30), None),
        ("sheets", None, NOW + timedelta(minutes=30), "403"),
    ]
    assert [(rule.rule, rule.links, rule.since) for rule in found.rules] == [("idle", False, NOW), ("r", True, NOW)]
    assert [(row.place, row.reason, row.since, row.lost) for row in found.rows] == [
        ("jira issue 9", "no status", NOW, True)
    ]


def divide(store: Store, *links: Link) -> None:
    """Gives the items these links, and every other none."""
    with store.write() as tx:
        covered = [each.id for part in linking.to_link(tx, everything=True) for each in part]
        save_links(tx, links, covered, NOW)


def part(number: int, goal: str, share: float) -> Link:
    return Link(source="jira", item=f"PAY-{number}", goal=goal, share=share, via="rule", rule="r")


def test_effort_goes_to_the_goals_of_an_item_by_their_shares(store: Store) -> None:
    pull(store, item(1), item(2), activity(1, "PAY-1"), activity(2, "PAY-2"), activity(3, "PAY-2", at=NOW - 2 * DAY))
    with store.write() as tx:
        save_people(tx, PEOPLE)
    divide(store, part(1, "O-1", 0.6), part(1, "O-2", 0.4), part(1, "O-9", 0), part(2, "O-2", 1), part(2, "O-1", 0))
    assert look(store).effort == (EffortFact("pay", "O-1", 0.3, 1), EffortFact("pay", "O-2", 1.7, 2))


def test_both_goals_of_an_item_count_it_and_those_it_refers_to_do_not(store: Store) -> None:
    pull(store, goal("O-1"), goal("O-2"), goal("O-9"), item(1), item(2, category="todo"), activity(1, "PAY-1"))
    divide(store, part(1, "O-1", 0.6), part(1, "O-2", 0.4), part(1, "O-9", 0), part(2, "O-2", 1), part(2, "O-1", 0))
    assert {fact.goal.key: (fact.open_items, fact.doing_items, fact.last_activity) for fact in look(store).goals} == {
        "O-1": (1, 1, NOW - DAY),
        "O-2": (2, 1, NOW - DAY),
        "O-9": (0, 0, None),
    }


def test_a_goal_above_counts_an_item_divided_between_two_below_it_once(store: Store) -> None:
    below = [goal("KR-1", level="key_result", parent="O-1"), goal("KR-2", level="key_result", parent="O-1")]
    pull(store, goal("O-1"), *below, item(1))
    divide(store, part(1, "KR-1", 0.6), part(1, "KR-2", 0.4))
    assert {fact.goal.key: fact.open_items for fact in look(store).goals} == {"O-1": 1, "KR-1": 1, "KR-2": 1}


def test_an_item_is_outdated_by_any_of_its_goals_and_never_by_what_it_refers_to(store: Store) -> None:
    over = [goal(key, effective_to=date(2025, 12, 31)) for key in ("O-1", "O-8")]
    pull(store, *over, goal("O-2"), item(1), item(2), item(3), activity(1, "PAY-1"), activity(2, "PAY-2"))
    with store.write() as tx:
        save_people(tx, PEOPLE)
    divide(store, part(1, "O-2", 0.6), part(1, "O-1", 0.4), part(2, "O-2", 1), part(2, "O-1", 0), part(3, "O-1", 0.5))
    with store.write() as tx:
        save_links(tx, [part(3, "O-1", 0.5), part(3, "O-8", 0.5)], [3], NOW + DAY)
    found = look(store)
    assert [(fact.key, fact.goal) for fact in found.outdated] == [("jira:PAY-1", "O-1"), ("jira:PAY-3", "O-1")]
    assert found.outdated_effort == (EffortFact("pay", "O-1", 0.2, 1),)


def test_an_item_that_only_refers_to_goals_is_unlinked(store: Store) -> None:
    pull(store, goal("O-1"), item(1), item(2))
    divide(store, part(1, "O-1", 0), part(2, "O-1", 1))
    assert [fact.key for fact in look(store).unlinked] == ["jira:PAY-1"]
