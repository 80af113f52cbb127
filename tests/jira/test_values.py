"""Values of fields become texts and numbers, whatever form they come in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.jira.shapes import Named
from connectors.jira.values import MOST, number, texts
from core.records import FIELD_LIMIT

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=300) | st.just("doc"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["value", "name", "child", "type", "content"]), inner)
    ),
    max_leaves=8,
)
SPRINT = "com.atlassian.greenhopper.service.sprint.Sprint@1f[id=7,rapidViewId=8,state=CLOSED,name={},startDate=<null>]"
DOC = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Done when"}]}]}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ()),
        ("", ()),
        ([], ()),
        (5.0, ("5",)),
        (0.25, ("0.25",)),
        (True, ("true",)),
        ({"value": "A", "id": "1"}, ("A",)),
        ({"value": "A", "child": {"value": "B", "child": {"value": "C"}}}, ("A / B / C",)),
        ([{"displayName": "Ada", "accountId": "a"}, {"name": "v1"}], ("Ada", "v1")),
        ([{"id": 7, "name": "Sprint 7", "goal": "x"}], ("Sprint 7",)),
        (SPRINT.format("EE, Sprint [7]"), ("EE, Sprint [7]",)),
        (DOC, ("Done when",)),
        ({"type": "doc", "content": "odd"}, ()),
        (["a", "a", "b"], ("a", "b")),
        (Named("High"), ("High",)),
        ({"hasEpicLinkFieldDependency": False}, ()),
    ],
)
def test_texts(value: Any, shown: tuple[str, ...]) -> None:
    assert texts(value) == shown


@pytest.mark.parametrize(
    ("value", "is_"),
    [
        (3, 3.0),
        (2.5, 2.5),
        ("8", 8.0),
        ({"value": "13"}, 13.0),
        (True, None),
        ("XL", None),
        (None, None),
        ("nan", None),
    ],
)
def test_numbers(value: Any, is_: float | None) -> None:
    assert number(value) == is_


@given(JSON)
def test_no_value_is_too_odd(value: Any) -> None:
    found = texts(value)
    assert all(text and len(text) <= FIELD_LIMIT for text in found)
    assert len(found) <= MOST
    assert number(value) is None or isinstance(number(value), float)
