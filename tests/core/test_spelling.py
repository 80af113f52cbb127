"""Words that somebody most likely meant."""

from core.spelling import LONGEST, hint, nearest

FIELDS = ["Labels", "title", "status"]


def test_the_nearest_word_is_shown_as_it_is_written_whatever_case_was_typed() -> None:
    assert nearest("lables", FIELDS) == "Labels"
    assert nearest("TITEL", FIELDS) == "title"
    assert nearest("due", FIELDS) is None
    assert nearest("due", []) is None


def test_what_is_too_long_for_a_name_is_compared_with_nothing() -> None:
    long = "a" * LONGEST
    assert nearest(long, [f"{long}b"]) == f"{long}b"
    assert nearest(f"{long}a", [f"{long}b"]) is None


def test_a_hint_ends_a_complaint() -> None:
    assert hint("titel", FIELDS, "known are: …") == "; did you mean title?"
    assert hint("due", FIELDS, "known are: …") == "; known are: …"
    assert hint("due", FIELDS) == ""
