"""An entry becomes an item under the paths of its source; what cannot be read of it is named, and the rest stays."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.rest import values
from connectors.rest.items import records
from connectors.rest.settings import Source
from core.records import FIELD_LIMIT, TEXT_LIMIT, Item, Rejected
from tests.rest.desk import FIELDS, source

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ENTRY = {
    "id": 7,
    "subject": " Renewals of [O-12] ",
    "status": {"name": "OPEN"},
    "created_at": "2026-03-01T12:00:00Z",
    "updated_at": "2026-03-02T13:00:00+01:00",
    "assignees": [{"email": "ada@example.org"}, {"email": "bo@example.org"}],
    "tags": [{"name": "vip"}, {"name": "vip"}, {"name": None}, {"name": "eu"}],
}


def read(entry: Any, fields: dict[str, str] | None = None, **given: Any) -> tuple[Item | None, Rejected | None]:
    table = Source.model_validate(source(fields=FIELDS | (fields or {}), **given))
    found = list(records(table, "https://desk.example.com/api", entry, 3))
    items = [each for each in found if isinstance(each, Item)]
    rejected = [each for each in found if isinstance(each, Rejected)]
    assert len(items) <= 1
    assert len(rejected) <= 1
    return next(iter(items), None), next(iter(rejected), None)


def item(entry: Any, fields: dict[str, str] | None = None, **given: Any) -> Item:
    found, rejected = read(entry, fields, **given)
    assert rejected is None
    assert found
    return found


def test_an_entry_is_an_item() -> None:
    assert item(ENTRY) == Item(
        source="rest",
        id="tickets/7",
        key="tickets/7",
        kind="issue",
        container="tickets",
        title="Renewals of [O-12]",
        url="https://desk.example.com/t/7",
        status="OPEN",
        category="doing",
        created_at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
        updated_at=NOON,
        labels=("vip", "eu"),
        assignee="ada@example.org",
        refs=("O-12",),
    )


@pytest.mark.parametrize(
    ("field", "path", "more", "expected"),
    [
        ("key", "ref", {"ref": "HD-7"}, "HD-7"),
        ("text", "body", {"body": "x" * 3000}, "x" * TEXT_LIMIT),
        ("type", "kind.name", {"kind": {"name": "Bug"}}, "Bug"),
        ("author", "by", {"by": 4711}, "4711"),
        ("author", "by", {"by": ""}, None),
        ("assignee", "assignees.1.email", {}, "bo@example.org"),
        ("assignee", "assignees.5.email", {}, None),
        ("labels", "tags", {"tags": ["a", "b", 3]}, ("a", "b", "3")),
        ("labels", "area", {"area": "sales"}, ("sales",)),
        ("labels", "tags.name", {"tags": []}, ()),
        ("due", "due", {"due": "2026-12-31"}, date(2026, 12, 31)),
        ("due", "due", {"due": "2026-12-31T23:30:00-08:00"}, date(2026, 12, 31)),
        ("due", "due", {"due": 1767225600}, date(2026, 1, 1)),
        ("parent", "epic", {"epic": 3}, "tickets/3"),
        ("parent", "epic", {"epic": 7}, None),
        ("title", r"a\.b", {"a.b": "dotted"}, "dotted"),
        ("points", "sp", {"sp": 3}, 3.0),
        ("points", "sp", {"sp": "0.5"}, 0.5),
        ("points", "sp", {"sp": None}, None),
        ("estimate", "effort", {"effort": 2}, 2.0),
        ("blocked_by", "waits.on", {"waits": [{"on": 3}, {"on": 4}, {"on": 3}, {"on": 7}]}, ("tickets/3", "tickets/4")),
        ("blocked_by", "waits", {"waits": []}, ()),
    ],
)
def test_a_field_is_what_stands_at_its_path(field: str, path: str, more: dict[str, Any], expected: object) -> None:
    assert getattr(item(ENTRY | more, {field: path}), field) == expected


def test_a_parent_is_named_by_key_where_items_have_one() -> None:
    assert item(ENTRY | {"ref": "HD-7", "epic": "HD-3"}, {"key": "ref", "parent": "epic"}).parent == "HD-3"


def test_blockers_are_named_by_key_where_items_have_one() -> None:
    entry = ENTRY | {"ref": "HD-7", "waits": ["HD-3", "HD-7"]}
    assert item(entry, {"key": "ref", "blocked_by": "waits"}).blocked_by == ("HD-3",)


@pytest.mark.parametrize(("unit", "said"), [("days", 0.5), ("hours", 4), ("minutes", 240), ("seconds", "14400")])
def test_an_estimate_is_in_person_days_whatever_its_unit(unit: str, said: object) -> None:
    assert item(ENTRY | {"effort": said}, {"estimate": "effort"}, estimate_unit=unit).estimate == 0.5


@pytest.mark.parametrize("said", [-1, "much", True, 1e999, float("nan"), {}, "9" * 400])
def test_what_is_no_amount_is_left_out_and_told(said: object) -> None:
    found, rejected = read(ENTRY | {"sp": said}, {"points": "sp"})
    assert found
    assert found.points is None
    assert rejected
    assert "no amount" in rejected.reason
    assert not rejected.lost


def test_fields_of_the_site_have_the_names_of_the_settings() -> None:
    entry = ENTRY | {"custom": {"f1": "Gold", "f2": [3, "x" * 300], "f3": None}}
    own = {"Tier": "custom.f1", "Area": "custom.f2", "Empty": "custom.f3", "Missing": "custom.f4"}
    made = item(entry, own_fields=own)
    assert made.fields == {"Area": ("3", "x" * FIELD_LIMIT), "Tier": ("Gold",)}
    assert list(made.fields) == sorted(made.fields)


def test_a_field_of_the_site_that_cannot_be_read_is_named() -> None:
    found, rejected = read(ENTRY | {"custom": {"f1": {"deep": 1}}}, own_fields={"Tier": "custom.f1"})
    assert found
    assert found.fields == {}
    assert rejected
    assert "Tier: one is an object with the keys deep" in rejected.reason


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://other.example.com/7", "https://other.example.com/7"),
        ("/t/7", "https://desk.example.com/t/7"),
        ("t/7", "https://desk.example.com/api/t/7"),
        (None, "https://desk.example.com/api"),
    ],
)
def test_an_address_may_be_relative_or_missing(url: str | None, expected: str) -> None:
    assert item(ENTRY | {"web": url}, {"url": "web"}, link="").url == expected


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a b", "http://[oops"])
def test_what_is_no_address_is_left_out(url: str) -> None:
    found, rejected = read(ENTRY | {"web": url}, {"url": "web"}, link="")
    assert found
    assert found.url == "https://desk.example.com/api"
    assert rejected
    assert not rejected.lost


def test_a_link_quotes_what_the_tool_names() -> None:
    made = item(ENTRY | {"id": "a/../b?"}, {}, link="https://desk.example.com/t/{id}#{key}")
    assert made.url == "https://desk.example.com/t/a%2F..%2Fb%3F#tickets%2Fa%2F..%2Fb%3F"


@pytest.mark.parametrize(
    ("more", "place", "reason"),
    [
        (
            {"id": None},
            "rest tickets item 3",
            "id: nothing stands at id; the item is an object with the keys id, subject",
        ),
        ({"id": "x" * 201}, "rest tickets item 3", "id has 201 characters"),
        ({"subject": " "}, "rest tickets item tickets/7", "title is empty"),
        ({"subject": {"en": "A"}}, "rest tickets item tickets/7", "title is an object with the keys en"),
        ({"status": "open"}, "rest tickets item tickets/7", "status: nothing stands at status.name"),
        ({"updated_at": "soon"}, "rest tickets item tickets/7", "updated_at “soon” is no time"),
        ({"created_at": True}, "rest tickets item tickets/7", "created_at true or false is no time"),
    ],
)
def test_an_item_without_what_it_needs_is_lost_and_named(more: dict[str, Any], place: str, reason: str) -> None:
    found, rejected = read(ENTRY | more)
    assert found is None
    assert rejected
    assert (rejected.place, rejected.lost) == (place, True)
    assert reason in rejected.reason
    assert rejected.raw


@pytest.mark.parametrize("entry", [None, 3, "text", [], [[]], True])
def test_an_entry_of_another_kind_is_lost_and_numbered(entry: object) -> None:
    found, rejected = read(entry)
    assert found is None
    assert rejected
    assert rejected.place == "rest tickets item 3"


def test_values_of_no_consequence_are_left_out_and_told_in_one_place() -> None:
    entry = ENTRY | {"status": {"name": "Parked"}, "due": "soon", "tags": [{"name": {}}]}
    found, rejected = read(entry, {"due": "due"})
    assert found
    assert (found.category, found.status, found.due, found.labels) == ("todo", "Parked", None, ())
    assert rejected
    assert (rejected.place, rejected.lost) == ("rest tickets item tickets/7", False)
    assert "status “Parked” is not in statuses; read as todo" in rejected.reason
    assert "due “soon” is no time" in rejected.reason
    assert "labels: one is an object" in rejected.reason


def test_a_truth_value_may_be_the_status() -> None:
    made = item(ENTRY | {"done": True}, {"status": "done"}, statuses={"true": "done", "false": "todo"})
    assert (made.status, made.category) == ("true", "done")


@pytest.mark.parametrize(
    "said",
    ["2026-03-02T12:00:00Z", "2026-03-02 12:00:00", "2026-03-02T14:00+02:00", 1772452800, 1772452800.0, 1772452800000,
     "1772452800", "1772452800000"],
)  # fmt: skip
def test_forms_of_a_time(said: object) -> None:
    assert values.moment(said) == NOON


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.none()))
def test_a_time_is_read_or_is_a_value_error(said: object) -> None:
    try:
        assert values.moment(said).tzinfo is UTC
    except ValueError as error:
        str(error).encode()


@given(st.integers(10**8, 10**11 - 1))
def test_seconds_milliseconds_and_iso_agree(seconds: int) -> None:
    """From 1973 to 5138."""
    whole = datetime.fromtimestamp(seconds, UTC)
    assert values.moment(whole.isoformat()) == values.moment(seconds) == values.moment(seconds * 1000) == whole


@given(st.text(st.characters(codec=None)))
def test_every_text_can_be_stored(said: str) -> None:
    stored = values.text(said)
    assert "\0" not in stored
    stored.encode()
