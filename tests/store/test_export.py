"""The canonical dump is the same from both databases, and has nothing of ours in it."""

import json

from core.links import Link
from core.people import People, Person, Team
from core.records import Group, Reading, Record, Rejected
from store import Store, linking
from store.accounts import save_people
from store.export import canonical
from store.links import save_links
from store.rules import StoredRule, save_rules
from tests.store.conftest import DATABASES, NewUrl
from tests.store.samples import DAY, NOW, account, activity, facet, goal, item, pull

PEOPLE = People(
    people={"ana@example.com": Person()}, teams={"core": Team(containers=("jira:PAY",), groups=("jira:pay-devs",))}
)


def filled(url: str, shift: int) -> list[str]:
    """A hub that came to know the same on another day, in another order."""
    now = NOW + shift * DAY
    records: list[Record] = [
        *(item(n, key=key) for n, key in enumerate(("b-1", "B-1", "a-1", "ä-1", "A 1"))),
        *(activity(n) for n in range(3)),
        *(account("ana"), goal("O-1", closed=True), Rejected(source="jira", place="x", reason="y")),
        *(facet(1, "b", status="Next"), facet(1, "a", category="todo", status="Later"), facet(99, points=1.0)),
        *(Reading(source="sheets", id=id_, subject="O-1", at=NOW.date(), place="x") for id_ in ("ä", "a", "B")),
        Group(source="jira", id="g", name="pay-devs", members=("ana",)),
    ]
    store = Store.open(url)
    for record in reversed(records) if shift else records:
        pull(store, record, now=now)
    with store.write() as tx:
        save_people(tx, PEOPLE)
        save_rules(tx, {"r": StoredRule("1", "rules.toml:1", "{}")}, now)
        ids = [each.id for part in linking.to_link(tx, everything=True) for each in part]
        save_links(tx, [Link(source="jira", item="a-1", goal="O-1", via="rule", rule="r")], ids, now)
    with store.read() as tx:
        lines = list(canonical(tx))
    store.close()
    return lines


def test_the_dump_depends_on_nothing_but_what_is_known(new_url: NewUrl) -> None:
    dumps = [filled(new_url(kind), shift) for kind in DATABASES for shift in (0, 3)]
    assert all(dump == dumps[0] for dump in dumps)
    tables = {json.loads(line)["table"] for line in dumps[0]}
    assert {"items", "item_versions", "activities", "accounts", "goals", "links", "quarantine", "rules"} <= tables
    assert {"facets", "statements", "people"} <= tables


def test_shares_and_references_of_an_item_stand_in_their_order(store: Store) -> None:
    pull(store, item(1))
    shares = {"O-1": 0.6, "O-2": 0.4, "O-8": 0.0, "O-9": 0.0}
    links = [
        Link(source="jira", item="PAY-1", goal=goal, share=share, via="rule", rule="r")
        for goal, share in shares.items()
    ]
    with store.write() as tx:
        save_links(tx, links, [1], NOW)
        rows = [row for row in map(json.loads, canonical(tx)) if row["table"] == "links"]
    assert [(row["position"], row["goal"], row["share"]) for row in rows] == [
        (-2, "O-9", 0.0),
        (-1, "O-8", 0.0),
        (0, "O-1", 0.6),
        (1, "O-2", 0.4),
    ]
