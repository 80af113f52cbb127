import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.references import _REFERENCE, references


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Serve [O-12] now", ("O-12",)),
        ("see PAY-7, PAY-7 and https://acme.test/x/PAY-9.", ("PAY-7", "https://acme.test/x/PAY-9")),
        ("fixes acme/web#12", ("acme/web#12",)),
        ("<https://acme.test/a|label>", ("https://acme.test/a",)),
        ("encode as UTF-8", ("UTF-8",)),
        ("nothing here, x-1 nor a/b", ()),
    ],
)
def test_what_a_text_names(text: str, expected: tuple[str, ...]) -> None:
    assert references(text) == expected


@given(st.text())
def test_any_text_is_read_and_nothing_is_named_twice(text: str) -> None:
    found = references(text, text)
    assert len(found) == len(set(found))


@given(st.text(st.sampled_from("[]#-/:._,aBC12 \n\t\u3000<|") | st.characters(), max_size=60), st.integers(0, 60))
def test_looking_only_around_anchors_finds_what_the_whole_expression_finds(text: str, at: int) -> None:
    text = f"{text[:at]}https://a{text[at:]}"
    whole = (match[match.lastgroup or 0].rstrip(".,;:") for match in _REFERENCE.finditer(text))
    assert references(text) == tuple(dict.fromkeys(whole))
