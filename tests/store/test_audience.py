"""What others are told of items whose place is for few, in whatever question they turn up."""

from core.audience import PRIVATE_ITEM
from core.facts import Signs
from core.people import People, Team
from store import Store, answers, linking
from store.accounts import save_people
from store.blocked import blocked
from store.hanging import hanging
from store.item_table import served
from tests.store.samples import DAY, NOW, activity, item, pull
from tests.store.test_facts import link, look

WORD = "zanzibar"
TEAMS = People(people={}, teams={"pay": Team(containers=("jira:PAY",)), "web": Team(containers=("jira:WEB",))})


def fill(store: Store) -> None:
    """1 waits for 2, is late, and hangs below the epic 3; a thread holds 1 back as well; 4 was done."""
    with store.write() as tx:
        save_people(tx, TEAMS)
    first = item(1, title=WORD, narrow=True, blocked_by=("PAY-2",), parent="PAY-3", due=(NOW - DAY).date())
    about = {"source": "slack", "kind": "thread", "category": "todo", "labels": ("no_entry",), "refs": ("PAY-1",)}
    pull(
        store,
        first,
        item(2, title=WORD, narrow=True, container="WEB"),
        item(3, title=WORD, narrow=True, kind="epic"),
        item(4, title=WORD, narrow=True, category="done", done_at=NOW - DAY),
        item(6, title="all may read it", container="WEB"),
        item(5, title=WORD, narrow=True, **about),
        activity(1),
    )
    link(store, {4: "O-1"})


def test_no_fact_has_a_word_of_theirs(store: Store) -> None:
    fill(store)
    found = look(store)
    assert WORD not in str(found)
    with store.read() as tx:
        held = blocked(tx, Signs(reactions=("no_entry",)))
    assert {(hold.by, hold.title) for each in held for hold in each.holds} == {
        ("dependency", PRIVATE_ITEM),
        ("thread", PRIVATE_ITEM),
    }
    assert {each.title for each in found.deadlines} == {PRIVATE_ITEM}
    assert {each.title for each in found.unlinked} == {PRIVATE_ITEM, "all may read it"}


def test_nor_any_other_question(store: Store) -> None:
    fill(store)
    with store.read() as tx:
        asked = [*served(tx), *hanging(tx), *answers.done_items(tx, NOW + DAY), linking.titles(tx, range(10))]
    assert len(asked) >= 8
    assert WORD not in str(asked)


def test_a_past_day_tells_no_more_than_today(store: Store) -> None:
    fill(store)
    with store.as_of(NOW) as tx:
        told = list(served(tx))
    assert len(told) == 6
    assert WORD not in str(told)


def test_rules_and_people_who_ask_for_the_item_itself_have_its_words(store: Store) -> None:
    fill(store)
    with store.read() as tx:
        found = linking.find(tx, "jira:PAY-1")
    assert found is not None
    assert found.placed.item.title == WORD


def test_that_one_is_like_another_is_not_told(store: Store) -> None:
    with store.write() as tx:
        save_people(tx, TEAMS)
    title, refs = "Mend the old ledger at last", ("https://desk.example.com/4711",)
    one, other = item(1, title=title, refs=refs), item(2, title=title, refs=refs, container="WEB")
    pull(store, one, other)
    assert len(look(store).like_items) == 1
    pull(store, item(2, title=title, refs=refs, container="WEB", narrow=True, updated_at=NOW))
    assert look(store).like_items == ()


def test_a_place_that_opens_is_told_of_again(store: Store) -> None:
    pull(store, item(1, title="open", narrow=True))
    pull(store, item(1, title="open"))
    assert [each.title for each in look(store).unlinked] == ["open"]
