"""What second places say of an item overrides it, in order of their origins."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.facets import Said, applied, category_since
from core.records import Facet
from tests.mappings.make import item

AT = datetime(2026, 1, 5, tzinfo=UTC)
ITEM = item("acme/web#4", source="github", parent="acme/web#1", estimate=2.0, fields={"Size": ("S",)})


def said(origin: str = "board", since: int | None = None, **values: Any) -> Said:
    return Said(Facet(source="github", id=ITEM.id, origin=origin, **{"at": AT, **values}), since)


def test_what_a_facet_says_stands_and_the_rest_stays() -> None:
    facet = said(
        status="In review", category="doing", due=date(2026, 2, 1), points=0.0, estimate=0.0, parent="acme/web#2"
    )
    found = applied(ITEM, [facet])
    assert (found.status, found.category, found.due, found.parent) == (
        "In review",
        "doing",
        date(2026, 2, 1),
        "acme/web#2",
    )
    assert (found.points, found.estimate, found.title) == (0.0, 0.0, ITEM.title)


def test_what_is_empty_leaves_the_item_as_it_is() -> None:
    assert applied(ITEM, [said(status="", parent="", at=ITEM.updated_at - timedelta(days=1))]) == ITEM
    assert applied(ITEM, []) == ITEM


def test_fields_are_added_in_alphabetical_order() -> None:
    found = applied(ITEM, [said(fields={"Zone": ("a", "b"), "Size": ("L",)}), said("a board", fields={"Cost": ("1",)})])
    assert list(found.fields.items()) == [("Cost", ("1",)), ("Size", ("L",)), ("Zone", ("a", "b"))]


def test_the_last_origin_has_the_last_word_whatever_came_first() -> None:
    both = [said("b", status="B", points=1.0), said("a", status="A", estimate=5.0)]
    for order in (both, both[::-1]):
        found = applied(ITEM, order)
        assert (found.status, found.points, found.estimate) == ("B", 1.0, 5.0)


def test_the_newest_of_all_is_when_it_was_updated() -> None:
    late = ITEM.updated_at + timedelta(days=3)
    assert applied(ITEM, [said(at=late), said("a", at=AT)]).updated_at == late
    assert applied(ITEM, [said(at=ITEM.updated_at - timedelta(days=3))]).updated_at == ITEM.updated_at


def test_a_category_began_when_the_facet_gave_it_unless_the_item_had_it_already() -> None:
    other = "done" if ITEM.category != "done" else "todo"
    assert category_since(ITEM, 5, [said("a", 7, category=ITEM.category), said("b", 9, category=other)]) == 9
    assert category_since(ITEM, 5, [said("b", 7, category=ITEM.category), said("a", 9, category=other)]) == 5
    assert category_since(ITEM, 5, [said(status="Blocked")]) == 5
    assert category_since(ITEM, 5, []) == 5
