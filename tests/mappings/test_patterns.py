"""One scan for many patterns finds what each of them finds by itself, and a glob fits from end to end."""

import re

from hypothesis import given
from hypothesis import strategies as st

from mappings.patterns import glob_source, pattern, pattern_set

letters = st.text("aB.\nß", max_size=6)
globs = st.text("ab*?.", min_size=1, max_size=5)


@given(globs, letters)
def test_a_glob_fits_the_whole_text_in_any_case(glob: str, text: str) -> None:
    plain = "".join(".*" if char == "*" else "." if char == "?" else re.escape(char) for char in glob)
    fits = re.fullmatch(plain, text, re.IGNORECASE | re.DOTALL) is not None
    assert pattern(glob_source(glob))(text) is fits


@given(st.lists(globs, max_size=5), letters)
def test_a_scan_finds_what_each_pattern_finds(many: list[str], text: str) -> None:
    sources = [glob_source(glob) for glob in many]
    assert sorted(pattern_set(sources)(text)) == [n for n, source in enumerate(sources) if pattern(source)(text)]


def test_a_scan_reads_what_is_no_proper_text() -> None:
    assert pattern_set(["card", "^pay"])("\ud800 card \0 ß") == [0]
    assert pattern_set([])("text") == []
