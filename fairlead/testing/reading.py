"""Checks of single records: what a full pull yields can be stored, compared and trusted."""

from datetime import UTC, date, datetime
from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from core.contract import Connector, Refused, Stream
from core.records import (
    FIELD_LIMIT,
    TEXT_LIMIT,
    Activity,
    Change,
    Checkpoint,
    Facet,
    Goal,
    Group,
    Item,
    Record,
    Rejected,
    Statement,
    Target,
    Tombstone,
)
from core.records import (
    Reading as Measured,
)
from fairlead.testing.fixtures import Connect, Fixtures
from fairlead.testing.mirror import Mirror, Pulled, last_cursor, name, pulled

KINDS = (*get_args(Record), Checkpoint)


class Reading(Fixtures):
    @pytest.fixture
    def full(self, connect: Connect) -> dict[Stream, Pulled]:
        return _full(connect)

    @pytest.fixture(scope="class")
    @classmethod
    def kept(cls) -> dict[str, list[Record]]:
        """The records of each world by its parameters: checks that only look at them share one pull."""
        return {}

    @pytest.fixture
    def records(self, request: pytest.FixtureRequest, connect: Connect, kept: dict[str, list[Record]]) -> list[Record]:
        which = request.node.callspec.id if hasattr(request.node, "callspec") else ""
        if which not in kept:
            pulls = _full(connect).values()
            kept[which] = [each for pull in pulls for each in pull if not isinstance(each, Checkpoint)]
        return kept[which]

    def test_there_is_something_to_read(self, records: list[Record]) -> None:
        """An empty world would prove nothing."""
        assert any(isinstance(each, Item | Goal) for each in records), "put items or goals into the world"

    def test_every_record_is_of_the_contract(self, full: dict[Stream, Pulled]) -> None:
        for record in (each for pull in full.values() for each in pull):
            assert type(record) in KINDS, f"{type(record).__name__} is no record of the contract"
            again = msgspec.json.decode(msgspec.json.encode(record), type=type(record))
            assert again == record, f"values are not of the types that the contract names: {record}"

    def test_every_record_names_its_source(self, records: list[Record], source: str) -> None:
        assert {each.source for each in records} == {source}

    def test_every_time_is_aware_and_utc(self, records: list[Record]) -> None:
        for record in records:
            for moment in (each for each in _values(record) if isinstance(each, datetime)):
                assert moment.tzinfo is not None, f"{moment} has no time zone: {record}"
                assert moment.utcoffset() == UTC.utcoffset(None), f"{moment} is not in UTC: {record}"

    def test_every_day_is_a_date(self, records: list[Record]) -> None:
        for record in records:
            days = [getattr(record, name) for name, hint in get_type_hints(type(record)).items() if _is_day(hint)]
            assert all(day is None or type(day) is date for day in days), f"a day has no hour: {record}"

    def test_ids_and_keys_are_unique_within_a_stream(self, full: dict[Stream, Pulled]) -> None:
        for stream, pull in full.items():
            kept = [each for each in pull if not isinstance(each, Rejected | Tombstone | Checkpoint)]
            names = [name(each) for each in kept]
            keys = [each.key for each in kept if isinstance(each, Item)]
            assert _twice(names) == [], f"twice in {stream}"
            assert _twice(keys) == [], f"twice in {stream}"

    def test_items_are_whole(self, records: list[Record]) -> None:
        for item in (each for each in records if isinstance(each, Item)):
            assert item.id, item
            assert item.key, item
            assert item.title, item
            assert item.container, item
            assert item.url.startswith(("https://", "http://", "file:")), item
            assert item.created_at <= item.updated_at, item
            assert len(item.text) <= TEXT_LIMIT, f"more text than the hub keeps: {item.key}"
            assert item.done_at is None or item.category == "done", item
            assert "" not in (item.author, item.assignee, item.milestone, item.priority), f"write None for none: {item}"

    def test_the_numbers_of_items_can_be_weighed(self, records: list[Record]) -> None:
        for item in (each for each in records if isinstance(each, Item)):
            amounts = (item.estimate, item.points, item.replies, item.reactions)
            assert all(amount is None or 0 <= amount < 1e9 for amount in amounts), item
            assert not _twice(list(item.participants)), item

    def test_fields_stand_by_name_as_texts(self, records: list[Record]) -> None:
        for each in (each for each in records if isinstance(each, Item | Facet)):
            assert list(each.fields) == sorted(each.fields), f"put them in alphabetical order: {each}"
            said = [value for values in each.fields.values() for value in values]
            assert all(each.fields.values()), f"leave out a field without a value: {each}"
            assert all(value and len(value) <= FIELD_LIMIT for value in said), each

    def test_what_items_refer_to_can_be_looked_up(self, records: list[Record]) -> None:
        for item in (each for each in records if isinstance(each, Item)):
            assert item.parent not in ("", item.key), f"no parent is None: {item}"
            assert not _twice(list(item.refs)), item
            assert item.key not in item.blocked_by, f"nothing waits for itself: {item}"
            assert "" not in item.blocked_by, item
            assert not _twice(list(item.blocked_by)), item
            assert all(ref and not any(sign.isspace() for sign in ref) for ref in item.refs), item

    def test_changes_stand_oldest_first(self, records: list[Record]) -> None:
        for item in (each for each in records if isinstance(each, Item)):
            times = [change.at for change in item.changes]
            assert times == sorted(times), f"{item.key}: {times}"

    def test_activity_names_an_item(self, records: list[Record]) -> None:
        for activity in (each for each in records if isinstance(each, Activity)):
            assert activity.id, activity
            assert activity.item, activity
            assert activity.kind, activity
            assert activity.actor != "", activity
            assert activity.hours is None or 0 <= activity.hours < 1e6, activity

    def test_goals_are_whole(self, records: list[Record]) -> None:
        for goal in (each for each in records if isinstance(each, Goal)):
            assert goal.key, goal
            assert goal.title, goal
            assert goal.place, goal
            assert goal.parent not in ("", goal.key), goal
            assert all(0 <= share <= 1 for share in (goal.target_share, goal.confidence) if share is not None), goal
            assert not (goal.effective_from and goal.effective_to) or goal.effective_from <= goal.effective_to, goal

    def test_a_facet_names_item_and_place(self, records: list[Record]) -> None:
        for facet in (each for each in records if isinstance(each, Facet)):
            assert facet.id, facet
            assert facet.origin, facet
            assert facet.parent != "", f"write None for none: {facet}"

    def test_statements_are_whole(self, records: list[Record]) -> None:
        for said in (each for each in records if isinstance(each, get_args(Statement))):
            assert said.id, said
            assert isinstance(said, Group) or said.place, said
            assert not isinstance(said, Group) or (said.name and not _twice(list(said.members))), said
            assert not isinstance(said, Target) or said.begin <= said.end, said
            assert not isinstance(said, Measured) or said.confidence is None or 0 <= said.confidence <= 1, said

    def test_what_cannot_be_read_says_where_and_why(self, records: list[Record]) -> None:
        for rejected in (each for each in records if isinstance(each, Rejected)):
            assert rejected.place, rejected
            assert rejected.reason, rejected

    def test_a_pull_ends_with_a_checkpoint_and_cursors_are_texts(self, full: dict[Stream, Pulled]) -> None:
        for stream, pull in full.items():
            last_cursor(pull)
            cursors = [each.cursor for each in pull if isinstance(each, Checkpoint)]
            assert all(type(cursor) is str for cursor in cursors), f"{stream}: {cursors}"

    def test_two_full_pulls_are_equal(self, connect: Connect, full: dict[Stream, Pulled]) -> None:
        for stream, first in full.items():
            assert Mirror(pulled(connect(), stream)).differs(Mirror(first)) == "", f"of {stream}"

    def test_two_full_pulls_reject_the_same(self, connect: Connect, full: dict[Stream, Pulled]) -> None:
        """The hub keeps a rejection by its place, until the place is well again."""
        for stream, first in full.items():
            before = _rejected(first)
            assert _rejected(pulled(connect(), stream)) == before, f"of {stream}"
            assert not _twice([each.place for each in before]), f"two say different things of one place, of {stream}"

    def test_a_stream_that_does_not_exist_is_refused(self, connect: Connect) -> None:
        connector: Connector = connect()
        with pytest.raises(Refused):
            pulled(connector, Stream("no_such_stream", connector.streams()[0].container))


def _full(connect: Connect) -> dict[Stream, Pulled]:
    """A full pull of every stream."""
    connector = connect()
    return {stream: pulled(connector, stream) for stream in connector.streams()}


def _rejected(pull: Pulled) -> list[Rejected]:
    return [each for each in pull if isinstance(each, Rejected)]


def _is_day(hint: Any) -> bool:
    return date in (hint, *get_args(hint))


def _values(record: Record) -> list[Any]:
    values = list(msgspec.structs.astuple(record))
    changes = record.changes if isinstance(record, Item) else ()
    return values + [change.at for change in changes if isinstance(change, Change)]


def _twice(values: list[Any]) -> list[Any]:
    seen: set[Any] = set()
    return [value for value in values if value in seen or seen.add(value)]  # type: ignore[func-returns-value]
