"""Wiki markup: what we write says exactly its text and does nothing, and what others wrote is read to plain lines."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.jira.adf import LIMIT
from connectors.jira.wiki import document, escaped, text_of

MARKUP = ["{", "}", "[", "]", "*", "_", "-", "+", "^", "~", "|", "!", "#", "?", "(", ")", "\\", "@", "&", ":", "/"]
WORDS = [*MARKUP, "[~ada]", "{code}", "h1. ", "bq. ", "----", "https://evil.test/a", "mailto:a@b.c", "x", " ", "\n"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).map("".join)
ENTITY = re.compile(r"&(?:#92|#64|#46|#47|amp);")


def shown(markup: str) -> str:
    """What the renderer shows of escaped text: backslashes before punctuation vanish, then entities are read."""
    signs = {"&#92;": "\\", "&#64;": "@", "&#46;": ".", "&#47;": "/", "&amp;": "&"}
    plain = re.sub(r"\\([{}\[\]()*_\-+^~|!#?])", r"\1", markup)
    return ENTITY.sub(lambda found: signs[found[0]], plain)


@given(TEXTS)
def test_what_we_write_is_shown_as_it_is(text: str) -> None:
    assert shown(escaped(text)) == text


@given(TEXTS)
def test_nothing_that_means_something_is_left(text: str) -> None:
    rest = re.sub(r"\\[{}\[\]()*_\-+^~|!#?]", "x", ENTITY.sub("x", escaped(text)))
    assert not re.search(r"[{}\[\]()*_\-+^~|!#?\\@&]|://", rest)
    assert not re.search(r"^\s*(?:h[1-6]|bq)\.", rest, re.MULTILINE)


@given(TEXTS)
def test_nobody_is_mentioned_even_by_who_does_not_know_backslashes(text: str) -> None:
    assert "[~" not in escaped(text)


def test_a_huge_text_fits_into_a_comment() -> None:
    assert len(document("*" * 100_000)) <= LIMIT
    assert len(document("x" * 100_000)) == LIMIT


def test_the_address_is_a_link_and_nothing_more() -> None:
    assert (
        document("Look", "https://hub.test/f?a=1&b=[x]|{y}!") == "Look\n\nhttps://hub.test/f?a=1&b=%5Bx%5D%7C%7By%7D%21"
    )
    assert document("Look", "javascript:alert(1)") == "Look"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("h1. Why\r\nbq. said", "Why\nsaid"),
        ("{code:java|title=x}\nint a;\n{code}", "int a;"),
        ("{panel:bgColor=#fff}{color:red}now{color}{panel}", "now"),
        ("see [the spec|https://acme.test/a_b-c] and [https://acme.test]", "see the spec https://acme.test/a_b-c and https://acme.test"),
        ("[~ada] asks [~accountid:12:ab]", "@ada asks @12:ab"),
        ("!shot.png|thumbnail! *bold* _slanted_ {{code}}", "bold slanted code"),
        ("* one\n** two\n# three\n- four\n----\nend", "one\ntwo\nthree\nfour\nend"),
        ("||Head||Two||\n|a|b|", "Head Two\na b"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("O\\-12 \\{x\\}", "O-12 {x}"),
        (None, ""),
    ],
)  # fmt: skip
def test_the_words_of_markup(markup: str | None, text: str) -> None:
    assert text_of(markup) == text


@given(st.text(alphabet="".join(MARKUP) + "ab\n ", max_size=200))
def test_no_markup_is_too_odd(markup: str) -> None:
    text_of(markup)


def test_reading_takes_no_longer_than_the_text_is_long() -> None:
    for piece in ("[a|", "!a", "*a ", "{code:", "_x", "[~"):
        assert isinstance(text_of(piece * 11_000), str)
