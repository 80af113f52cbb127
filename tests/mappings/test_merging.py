"""Two edits of one text come together where they touch different lines, and never lose one of them in silence."""

from hypothesis import given
from hypothesis import strategies as st

from mappings.merging import Line, difference, merged

LINES = st.lists(st.sampled_from("abcdefgh"), max_size=12).map(lambda lines: "".join(f"{each}\n" for each in lines))


def test_edits_of_different_places_come_together() -> None:
    base = "one\ntwo\nthree\nfour\nfive\n"
    assert merged(base, base.replace("two", "2"), base.replace("five", "5")) == "one\n2\nthree\nfour\n5\n"


def test_edits_of_the_same_lines_or_of_neighbours_do_not() -> None:
    base = "one\ntwo\nthree\n"
    assert merged(base, base.replace("two", "2"), base.replace("two", "zwei")) is None
    assert merged(base, base.replace("two", "2"), base.replace("three", "3")) is None
    assert merged(base, base + "four\n", base + "five\n") is None


@given(LINES, LINES)
def test_one_edit_alone_is_that_edit_and_the_same_edit_twice_is_one(base: str, mine: str) -> None:
    assert merged(base, mine, base) == mine
    assert merged(base, base, mine) == mine
    assert merged(base, mine, mine) == mine


@given(LINES, LINES, LINES)
def test_it_does_not_matter_whose_edit_is_whose(base: str, mine: str, theirs: str) -> None:
    assert merged(base, mine, theirs) == merged(base, theirs, mine)


def test_a_difference_names_lines_that_are_gone_and_new() -> None:
    assert difference("a\nb\n", "a\nc\n") == [
        Line("place", "@@ -1,2 +1,2 @@"),
        Line("same", "a"),
        Line("gone", "b"),
        Line("new", "c"),
    ]
    assert difference("a\n", "a\n") == []
