from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from core.links import Link, Placed
from core.records import Item
from mappings import Linker, Neighbours, link_all
from tests.mappings.make import beside, first, goal, goals, item, linker, rule

TOP = rule('{ labels = "top" }', "top")
TWO = rule('{ labels = "two" }', "two", 'goal = "O-2"')


def links(made: Linker, *items: Item, known: Neighbours | None = None) -> dict[str, Link]:
    return {link.item: link for link in link_all(made, [Placed(each) for each in items], known) if link.share}


def pull(key: str = "acme/web#5", **fields: object) -> Item:
    return item(key, source="github", kind="pull_request", container="acme/web", **fields)


def thread(*refs: str, **fields: object) -> Item:
    return item("C1/17.2", source="slack", kind="thread", container="general", refs=refs, **fields)


def test_hops_are_counted_and_confidence_falls() -> None:
    epic, story = item("PAY-1", kind="epic", labels=("top",)), item("PAY-2", parent="PAY-1")
    found = links(linker(TOP), item("PAY-3", parent="PAY-2"), story, epic)
    version = found["PAY-1"].version
    assert found["PAY-3"] == Link(
        source="jira",
        item="PAY-3",
        goal="O-1",
        via="inherited",
        rule="top",
        version=version,
        matched=("parent PAY-2",),
        origin="jira:PAY-1",
        hops=2,
        confidence=0.729,
    )
    assert (found["PAY-2"].hops, found["PAY-2"].confidence, found["PAY-2"].origin) == (1, 0.81, "jira:PAY-1")


def test_what_an_item_earns_itself_comes_before_its_parent() -> None:
    found = links(linker(TOP + TWO), item("PAY-1", labels=("top",)), item("PAY-2", parent="PAY-1", labels=("two",)))
    assert found["PAY-2"].goal == "O-2"


def test_children_of_an_epic_that_is_a_goal_serve_that_goal() -> None:
    known = goals("O-1") | {"I-1": goal("I-1", source="jira", item="PAY-1")}
    epic = item("PAY-1", kind="epic", labels=("top",))
    found = links(linker(TOP, known), epic, item("PAY-2", parent="PAY-1"), item("PAY-3", parent="PAY-2"))
    assert found["PAY-1"].goal == "O-1"
    assert [(found[key].goal, found[key].hops, found[key].origin) for key in ("PAY-2", "PAY-3")] == [
        ("I-1", 1, "jira:PAY-1"),
        ("I-1", 2, "jira:PAY-1"),
    ]


def test_the_epic_need_not_be_at_hand_for_that() -> None:
    known = {"I-1": goal("I-1", source="jira", item="PAY-1")}
    assert links(linker("", known), item("PAY-2", parent="PAY-1"))["PAY-2"].goal == "I-1"


def test_a_parent_may_be_the_goal_itself() -> None:
    known = {"acme/web/milestone/3": goal("acme/web/milestone/3", source="github")}
    issue = item("acme/web#4", source="github", parent="acme/web/milestone/3")
    link = links(linker("", known), issue)["acme/web#4"]
    assert (link.goal, link.hops, link.confidence) == ("acme/web/milestone/3", 1, 0.9)


def test_a_pull_request_takes_from_the_issue_it_closes() -> None:
    issue = item("acme/web#4", source="github", labels=("top",))
    link = links(linker(TOP), pull(parent="acme/web#4"), issue)["acme/web#5"]
    assert (link.goal, link.origin, link.matched) == ("O-1", "github:acme/web#4", ("parent acme/web#4",))


def test_a_pull_request_takes_from_an_issue_of_another_tool_that_it_names() -> None:
    found = links(linker(TOP + TWO), pull(refs=("PAY-404", "PAY-1", "PAY-2")), *two_issues())
    assert (found["acme/web#5"].goal, found["acme/web#5"].origin) == ("O-1", "jira:PAY-1")


def two_issues() -> list[Item]:
    return [item("PAY-1", labels=("top",)), item("PAY-2", labels=("two",))]


def test_the_closed_issue_comes_before_issues_that_are_named() -> None:
    closed = item("acme/web#4", source="github", labels=("two",))
    found = links(linker(TOP + TWO), pull(parent="acme/web#4", refs=("PAY-1",)), closed, *two_issues())
    assert found["acme/web#5"].goal == "O-2"


def test_a_thread_takes_from_what_it_names_by_key_or_address() -> None:
    for ref in ("PAY-1", "https://tool.example/PAY-1", "https://tool.example/PAY-1?focusedCommentId=9#c"):
        found = links(linker(TOP + TWO), thread(ref), *two_issues())
        assert found["C1/17.2"].goal == "O-1"


def test_a_thread_takes_through_a_pull_request() -> None:
    found = links(linker(TOP), thread("acme/web#5"), pull(refs=("PAY-1",)), item("PAY-1", labels=("top",)))
    assert (found["C1/17.2"].hops, found["C1/17.2"].origin) == (2, "jira:PAY-1")


def test_a_thread_takes_from_an_epic_that_is_a_goal() -> None:
    known = {"I-1": goal("I-1", source="jira", item="PAY-1", url="https://tool.example/PAY-1")}
    for ref in ("PAY-1", "https://tool.example/PAY-1"):
        link = links(linker("", known), thread(ref))["C1/17.2"]
        assert (link.goal, link.origin) == ("I-1", "jira:PAY-1")


def test_an_issue_takes_nothing_from_what_it_only_mentions() -> None:
    assert "PAY-3" not in links(linker(TOP), item("PAY-3", refs=("PAY-1",)), item("PAY-1", labels=("top",)))


def test_inheritance_never_runs_uphill() -> None:
    linked = pull("acme/web#5", labels=("top",))
    issue = item("acme/web#4", source="github", parent="acme/web#5")
    other = pull("acme/web#6", refs=("acme/web#5",))
    assert set(links(linker(TOP), linked, issue, other)) == {"acme/web#5"}


def test_exemptions_are_inherited() -> None:
    exempt = rule('{ labels = "top" }', "chores", "exempt = true")
    link = links(linker(exempt), item("PAY-1", labels=("top",)), item("PAY-2", parent="PAY-1"))["PAY-2"]
    assert (link.goal, link.via, link.rule) == (None, "inherited", "chores")


def test_circles_of_parents_end() -> None:
    ring = [item(f"PAY-{n}", parent=f"PAY-{(n + 1) % 3}") for n in range(3)]
    assert links(linker(TOP), *ring, item("PAY-9", parent="PAY-0"), item("PAY-8", parent="PAY-8")) == {}


def test_a_circle_with_one_link_gives_it_to_all() -> None:
    ring = [item(f"PAY-{n}", parent=f"PAY-{(n + 1) % 3}", labels=("top",) * (n == 1)) for n in range(3)]
    found = links(linker(TOP), *ring)
    assert {key: link.hops for key, link in found.items()} == {"PAY-0": 1, "PAY-1": 0, "PAY-2": 2}


def test_a_long_chain_of_parents_is_walked_once() -> None:
    chain = [item(f"PAY-{n}", parent=f"PAY-{n - 1}") for n in range(1, 5_000)]
    assert links(linker(TOP), item("PAY-0", labels=("top",)), *chain)["PAY-4999"].hops == 4_999


def test_neighbours_outside_the_batch_give_the_links_they_hold() -> None:
    epic = item("PAY-1", kind="epic", labels=("top",))
    known = Neighbours([beside(epic, first(linker(TOP), epic))])
    assert links(linker(TOP), item("PAY-2", parent="PAY-1"), known=known)["PAY-2"].goal == "O-1"
    assert links(linker(TOP), thread("https://tool.example/PAY-1"), known=known)["C1/17.2"].goal == "O-1"


def test_a_circle_across_batches_does_not_keep_a_dead_link_alive() -> None:
    one, two = item("PAY-1", labels=("top",), parent="PAY-2"), item("PAY-2", parent="PAY-1")
    before = links(linker(TOP), one, two)
    known = Neighbours([beside(two, before["PAY-2"])])
    assert before["PAY-2"].origin == "jira:PAY-1"
    assert links(linker(TWO), one, known=known) == {}


def test_a_known_link_stands_while_its_origin_is_only_mapped_again() -> None:
    top, middle, low = item("PAY-1", labels=("top",)), item("PAY-2", parent="PAY-1"), item("PAY-3", parent="PAY-2")
    before = links(linker(TOP), top, middle, low)
    known = Neighbours([beside(middle, before["PAY-2"])])
    assert links(linker(TOP), top, low, known=known) == {"PAY-1": before["PAY-1"], "PAY-3": before["PAY-3"]}


def test_links_come_in_the_order_of_the_items() -> None:
    items = [item("PAY-3", parent="PAY-2"), item("PAY-2", parent="PAY-1"), item("PAY-1", labels=("top",))]
    assert list(links(linker(TOP), *items)) == ["PAY-3", "PAY-2", "PAY-1"]


KEYS = [f"PAY-{n}" for n in range(5)] + ["acme/web#5", "acme/web#6", "C1/17.2"]


@st.composite
def tangles(draw: st.DrawFn) -> list[Item]:
    """Items of every kind that hang below and name each other at random, some with a link of their own."""
    some = st.sampled_from([None, *KEYS])
    made = []
    for key in KEYS:
        source = {"P": "jira", "a": "github", "C": "slack"}[key[0]]
        kind = {"P": "issue", "a": "pull_request", "C": "thread"}[key[0]]
        refs = tuple(draw(st.lists(st.sampled_from(KEYS), max_size=2)))
        labels = draw(st.sampled_from([(), (), ("top",), ("two",)]))
        made.append(item(key, source=source, kind=kind, parent=draw(some), refs=refs, labels=labels))
    return made


@given(tangles(), st.randoms())
def test_links_do_not_depend_on_the_order_of_the_batch(items: Sequence[Item], random: Random) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)
    assert links(linker(TOP + TWO), *items) == links(linker(TOP + TWO), *shuffled)


@given(tangles())
def test_each_link_is_the_one_its_neighbours_give(items: Sequence[Item]) -> None:
    made = linker(TOP + TWO)
    found = links(made, *items)
    neighbours = Neighbours(beside(each, found.get(each.key)) for each in items)
    for each in items:
        assert found.get(each.key) == next(
            iter(made.earned(Placed(each)).links or made.inherited(each, neighbours)), None
        )
