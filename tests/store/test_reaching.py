"""The sieve that the database holds items to lets through all for which a rule could hold, on both databases."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from core.sieve import EVERY, Fits, Sieve
from mappings import Reach, Standing
from store import Store, reaching
from tests.mappings.make import DAY, rule, rules
from tests.store import samples


@cache
def folding() -> list[str]:
    return [chr(code) for code in range(128, 0x110000) if any(char.isascii() for char in chr(code).casefold())]


def like(tx: Connection, seen: str, pattern: str) -> bool:
    how = "LIKE" if tx.dialect.name == "sqlite" else 'COLLATE "C" ILIKE'
    query = f"SELECT CAST(:seen AS TEXT) {how} :pattern"
    return bool(tx.execute(text(query), {"seen": seen, "pattern": pattern}).scalar_one())


def test_every_letter_that_folds_to_plain_ones_is_found_by_them(store: Store) -> None:
    assert len(folding()) > 15
    with store.read() as tx:
        for letter in folding():
            for around in ("{}", "a{}b", "f{}i", "{}{}", "é{}é", "s{}t"):
                seen = around.format(letter, letter)
                assert like(tx, seen, reaching.pattern([seen.casefold()])), seen
                assert like(tx, seen.casefold(), reaching.pattern([seen])), seen


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pieces=st.lists(st.text(max_size=8), min_size=1, max_size=4), between=st.text(max_size=3))
def test_a_shape_fits_its_pieces_in_any_case_with_anything_between(
    store: Store, pieces: list[str], between: str
) -> None:
    seen = between.join(pieces).replace("\0", "")
    shape = [piece.replace("\0", "") for piece in pieces] if len(pieces) > 1 else [seen]
    with store.read() as tx:
        for text_ in (seen, seen.upper(), seen.lower()):
            assert text_.casefold() != seen.casefold() or like(tx, text_, reaching.pattern(shape))


@pytest.mark.parametrize(
    ("sieve", "keys"),
    [
        (EVERY, ["PAY-1", "PAY-2", "PAY-3"]),
        (Fits("container", (("ops",),)), ["PAY-3"]),
        (Fits("labels", (("CARDS",), ("x",))), ["PAY-1"]),
        (Fits("labels", (("car", ""),)), ["PAY-1"]),
        (Fits("labels", (("ar", ""),)), []),
        (Fits("title", (("item ", ""),)), ["PAY-1", "PAY-2", "PAY-3"]),
        (Fits("fields.squad", (("Blue",),)), ["PAY-2"]),
        (Fits("team", (("nobody knows",),)), ["PAY-1", "PAY-2", "PAY-3"]),
        (Sieve("any", (Fits("container", (("OPS",),)), Fits("labels", (("cards",),)))), ["PAY-1", "PAY-3"]),
        (Sieve("all", (Fits("container", (("OPS",),)), Fits("labels", (("cards",),)))), []),
    ],
)
def test_it_narrows(store: Store, sieve: Sieve | Fits, keys: list[str]) -> None:
    samples.pull(
        store,
        samples.item(1, labels=("Cards",)),
        samples.item(2, fields={"Squad": ("blue",)}, text="on cards"),
        samples.item(3, container="OPS"),
    )
    with store.read() as tx:
        found = reaching.placed(tx, sieve if isinstance(sieve, Sieve) else Sieve("all", (sieve,)), {"key"})
        assert sorted(placed.item.key for _number, placed in found) == keys


def test_no_more_of_an_item_is_read_than_is_asked_for(store: Store) -> None:
    samples.pull(store, samples.item(1, labels=("a",), parent="PAY-9"))
    with store.write() as tx:
        tx.execute(text("UPDATE items SET parent_key = 'PAY-10'"))
        ((_number, placed),) = reaching.placed(tx, EVERY, {"labels", "parent", "ancestors"})
    assert (placed.item.labels, placed.item.parent, placed.ancestors) == (("a",), "PAY-10", ("PAY-10",))
    assert not hasattr(placed.item, "title")


def edited(before: str, after: str) -> Reach:
    return Reach(Standing(DAY, rules(before).rules), Standing(DAY, rules(after).rules))


def test_many_edited_rules_are_looked_for_in_all_items() -> None:
    many = "".join(rule(f'{{ labels = "l{number}" }}', f"r{number}") for number in range(60))
    assert edited("", many).sieve == EVERY


def test_one_way_in_that_says_nothing_of_texts_opens_the_sieve() -> None:
    ways = '{ any = [{ labels = "a" }, { PATTERN }] }'
    fits = Fits("labels", (("a",),))
    assert edited("", rule(ways.replace("PATTERN", 'title = { regex = "b" }'))).sieve == EVERY
    shut = edited("", rule(ways.replace("PATTERN", 'title = { glob = "b*c" }'))).sieve
    assert shut == Sieve("any", (Sieve("all", (Sieve("any", (fits, Fits("title", (("b", "c"),)))),)),))
