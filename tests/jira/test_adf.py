"""Documents: what we write says exactly its text, and what others wrote is read to plain lines."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from connectors.jira.adf import LIMIT, Node, document, text_of
from tests.contract.jira_contract import _document

LINES = st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20), max_size=6)


def read(body: object) -> str:
    return text_of(msgspec.convert(body, Node | str | None))


@given(LINES, st.sampled_from(["", "https://acme.test/x", "javascript:alert(1)"]))
def test_what_we_write_is_valid_and_reads_back(lines: list[str], url: str) -> None:
    body = document("\n".join(lines), url)
    _document().validate(body)
    expected = [line for line in lines if line] + ([url] if url.startswith("https") else [])
    assert read(body) == "\n".join(expected)


def test_a_huge_text_fits_into_a_comment() -> None:
    assert len(read(document("x" * 100_000))) == LIMIT


def test_the_words_of_a_rich_document() -> None:
    link = {"type": "text", "text": "spec", "marks": [{"type": "link", "attrs": {"href": "https://acme.test/spec"}}]}
    body = {
        "type": "doc",
        "version": 1,
        "content": [
            {"type": "heading", "attrs": {"level": 1}, "content": [{"type": "text", "text": "Why"}]},
            {"type": "paragraph", "content": [{"type": "text", "text": "see "}, link]},
            {"type": "bulletList", "content": [{"type": "listItem", "content": [{"type": "paragraph", "content": [
                {"type": "mention", "attrs": {"id": "1", "text": "@Ada"}},
                {"type": "hardBreak"},
                {"type": "inlineCard", "attrs": {"url": "https://acme.test/card"}},
            ]}]}]},
        ],
    }  # fmt: skip
    assert read(body) == "Why\nsee spec https://acme.test/spec\n@Ada\nhttps://acme.test/card"


def test_api_v2_bodies_are_text_already() -> None:
    assert (read(" plain "), read(None)) == ("plain", "")
