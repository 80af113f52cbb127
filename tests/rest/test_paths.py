"""Dotted paths: whatever a tool calls its values can be named, and nothing else is found."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.rest.paths import find, steps
from connectors.rest.values import shape

NAMES = st.text(st.characters(exclude_characters="\\", codec="utf-8"), min_size=1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
ANSWER = {"data": [{"id": 1, "tags": ["a"]}, {"id": 2}, 3, None], "meta": {"next": None, "1": "one"}}


def path_of(names: list[str]) -> str:
    return ".".join(name.replace(".", r"\.") for name in names)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("", [ANSWER]),
        ("data.id", [1, 2]),
        ("data.1.id", [2]),
        ("data.9.id", []),
        ("data.99999999999999999999", []),
        ("data.-1", []),
        ("data.0.tags", [["a"]]),
        ("data.0.tags.0", ["a"]),
        ("data.id.more", []),
        ("meta.next", [None]),
        ("meta.next.more", []),
        ("meta.1", ["one"]),
        ("nowhere", []),
    ],
)
def test_a_path_finds_what_stands_there(path: str, found: list[Any]) -> None:
    assert find(ANSWER, path) == found


@given(st.lists(NAMES, min_size=1, max_size=5), st.integers())
def test_any_value_inside_of_objects_can_be_named(names: list[str], value: int) -> None:
    answer: Any = value
    for name in reversed(names):
        answer = {name: answer, name + "x": None}
    assert list(steps(path_of(names))) == names
    assert find(answer, path_of(names)) == [value]


@given(st.lists(st.dictionaries(st.sampled_from("ab"), st.integers())), st.integers(0, 5))
def test_a_list_is_walked_through_and_a_number_takes_one(rows: list[dict[str, int]], at: int) -> None:
    assert find({"rows": rows}, "rows.a") == [row["a"] for row in rows if "a" in row]
    assert find({"rows": rows}, f"rows.{at}") == rows[at : at + 1]


@given(JSON, st.lists(NAMES, max_size=4))
def test_no_answer_breaks_a_path(answer: Any, names: list[str]) -> None:
    assert isinstance(find(answer, path_of(names)), list)
    shape(answer).encode()


@pytest.mark.parametrize("path", [".", "a.", ".a", "a..b"])
def test_a_path_with_an_empty_step_is_no_path(path: str) -> None:
    with pytest.raises(ValueError, match="is no path"):
        steps(path)
