"""One odd row loses itself and nothing else, whatever is odd about it and wherever it stands."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from connectors.rows import RAW_LIMIT, Rows, Whole, rows, split
from core.contract import Refused


class Row(Struct):
    id: str
    size: Whole = 0
    share: float = 0.0
    any: Any = None


class Rest(Struct, rename="camel"):
    next_page_token: str | None = None
    total: int | None = None


LISTED = rows("github", "issue", Row)
KEYED = Rows("jira", "issue", Row, "issues", Rest)
DEEPER = Rows("github", "node", Row, "data.repository.nodes", Rest)
WRAPPED: dict[str, tuple[Rows[Row, Any], bytes]] = {
    "listed": (LISTED, b"[%s]"),
    "keyed": (KEYED, b'{"nextPageToken": "t", "issues" : [%s], "total": 3}'),
    "deeper": (DEEPER, b'{"data": {"x": "]", "repository": {"nodes": [%s]}}, "nextPageToken": "t"}'),
}
DEEP = b"[" * 1000 + b"]" * 1000
ODD = {
    "deep": (b'{"id": "7", "any": %s}' % DEEP, "too deep"),
    "deep where nothing is read": (b'{"id": "7", "unknown": %s}' % DEEP, "too deep"),
    "bottomless": (b'{"id": "7", "any": %s}' % (b"[" * 50_000 + b"]" * 50_000), "too deep"),
    "NaN": (b'{"id": "7", "share": NaN}', "JSON"),
    "-Infinity": (b'{"id": "7", "unknown": -Infinity}', "JSON"),
    "past all numbers": (b'{"id": "7", "share": 1e999}', "out of range"),
    "past 64 bits": (b'{"id": "7", "size": 9223372036854775808}', "9223372036854775807"),
    "thousands of digits": (b'{"id": "7", "size": %s}' % (b"9" * 5000), "out of range"),
    "half a character": (b'{"id": "7", "any": "\\ud83d"}', "trunc"),
    "no text": (b'{"id": "7", "any": "\xff\xfe"}', "no text"),
    "NUL": (b'{"id": "7", "any": "a\\u0000b"}', "NUL"),
    "a bare control character": (b'{"id": "7", "any": "a\x01b"}', "JSON"),
    "another type": (b'{"id": "7", "size": "large"}', "Expected `int`"),
    "an object for a text": (b'{"id": {}, "key": "7"}', "Expected `str`"),
    "nothing of what is needed": (b'{"key": "7"}', "missing required field"),
    "mended wrongly": (b'{"id": "7", "any": tru}', "JSON"),
}


@pytest.mark.parametrize("shape", WRAPPED)
@pytest.mark.parametrize("at", [0, 1, 2], ids=["first", "middle", "last"])
@pytest.mark.parametrize("odd", ODD)
def test_an_odd_row_loses_only_itself(shape: str, at: int, odd: str) -> None:
    reader, page = WRAPPED[shape]
    spoilt, reason = ODD[odd]
    parts = [b'{"id": "1", "any": ["]}", {"a": "\\""}]}', b'{"id": "2"}']
    parts.insert(at, spoilt)
    found = reader.read(page % b" , ".join(parts))
    assert [row.id for row in found.rows] == ["1", "2"]
    (rejected,) = found.rejected
    assert rejected.place.endswith(" 7")
    assert reason in rejected.reason
    assert rejected.raw == spoilt.decode(errors="replace")[:RAW_LIMIT]
    msgspec.json.encode(rejected)
    if isinstance(found.rest, Rest):
        assert found.rest.next_page_token == "t"


@pytest.mark.parametrize(
    "spoilt", [b"7", b"null", b'"a, ]"', b"[]", b"NaN", b"{}", b'{"id": "a\\u0000"}', b'{"id": null}']
)
def test_a_row_without_an_id_is_told_without_one(spoilt: bytes) -> None:
    found = LISTED.read(b'[%s, {"id": "1"}]' % spoilt)
    assert [row.id for row in found.rows] == ["1"]
    assert [each.place for each in found.rejected] == ["github issue without id"]


@pytest.mark.parametrize(
    "row",
    [
        b'{"id": "%s"}' % (b"x" * 10_000_000),
        b'{"id": "1", "any": %s}' % (b"[" * 100 + b"]" * 100),
        b'{"id": "1", "size": 9223372036854775807}',
        b'{"id": "0", "id": "1"}',
        b'{"id": "1", "any": "\\\\u0000"}',
        b'{"id": "1", "unknown": "a\\u0000b"}',
        b'{"id": "1", "any": "\\ud83d\\ude00"}',
    ],
    ids=["10 MB", "depth 100", "64 bits", "a key twice", "no NUL", "NUL where nothing is read", "a whole character"],
)
def test_what_is_only_large_or_odd_is_read(row: bytes) -> None:
    found = LISTED.read(b"[%s]" % row)
    assert (len(found.rows), found.rejected) == (1, [])


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"null", b"{}", b"[]", b'{"issues": null}', b'{"issues": {}}', b'{"issues": "["}', b'{"issues": [NaN]'),
        *(b'{"issues": [1}', b'{"issues": [NaN]} and more', b'{"data": {"issues": []}}', b"\xff\xfe", b"[" * 100_000),
        *(b'{"issues": [{"id": "1"}, {"id": "2"}', b"<html>", b'{"nextPageToken": 7, "issues": []}'),
    ],
)
def test_a_page_that_is_none_is_refused_and_never_empty(content: bytes) -> None:
    with pytest.raises(Refused, match=r"jira: the search of PAY cannot be read .*; check base_url"):
        KEYED.read(content, "the search of PAY")


def test_an_empty_page_is_one() -> None:
    assert KEYED.read(b'{"issues": [ ], "total": 0}').rest == KEYED.read(b'{"total": 0, "issues": []}').rest
    assert LISTED.read(b" [ ] ").rows == []


def test_of_a_list_that_stands_twice_the_last_one_counts_as_it_does_for_every_decoder() -> None:
    twice = b'{"issues": [{"id": "1"}], "issues": [{"id": "2"}%s]}'
    assert [row.id for row in KEYED.read(twice % b"").rows] == ["2"]
    assert [row.id for row in KEYED.read(twice % b", NaN").rows] == ["2"]


GOOD = st.builds(
    lambda id_, size, inside: json.dumps({"id": id_, "size": size, "any": inside}).encode(),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1),
    st.integers(-(2**63), 2**63 - 1),
    st.recursive(
        st.none() | st.booleans() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
        max_leaves=6,
    ).filter(lambda inside: "\\u0000" not in json.dumps(inside)),
)


ALWAYS_ODD = [spoilt for spoilt, _ in ODD.values() if DEEP not in spoilt]  # under hypothesis Python goes deeper


@given(st.lists(GOOD | st.sampled_from(ALWAYS_ODD), max_size=8))
@settings(deadline=None)
def test_however_odd_rows_lie_among_good_ones(parts: list[bytes]) -> None:
    good = [part for part in parts if part not in ALWAYS_ODD]
    for reader, page in WRAPPED.values():
        found = reader.read(page % b",".join(parts))
        assert found.rows == [msgspec.json.decode(part, type=Row) for part in good]
        assert len(found.rejected) == len(parts) - len(good)


@given(st.binary(max_size=60) | st.text('[]{},:"\\ae1 .-', max_size=60).map(str.encode))
@settings(deadline=None)
def test_no_bytes_are_a_bug(content: bytes) -> None:
    for reader, page in WRAPPED.values():
        for given_ in (content, page % content):
            try:
                reader.read(given_)
            except Refused:
                continue


@given(st.recursive(st.none() | st.text(max_size=8), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
@settings(deadline=None)
def test_a_page_is_cut_where_a_parser_would_cut_it(value: Any) -> None:
    values = [value, "]", value]
    page = json.dumps({"a": {"b]": [{"c": values, "d": 1}]}}, indent=1).encode()
    around, parts = split(page, ["a", "b]", "0", "c"])
    assert [json.loads(part) for part in parts] == values
    assert json.loads(around) == {"a": {"b]": [{"c": [], "d": 1}]}}
