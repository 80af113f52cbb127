"""Checks of what leaves: a deleted item is told or missing, a moved one is the same, and nothing else goes with them."""

from datetime import timedelta

import pytest

from core.contract import Census, Stream
from core.records import Item, Tombstone
from fairlead.testing.counting import census_of, items
from fairlead.testing.fixtures import Connect, Fixtures
from fairlead.testing.mirror import Mirror, Pulled, last_cursor, pulled
from fairlead.testing.world import World

LATER = timedelta(hours=2)  # what is long past may be looked at again less often
Pulls = dict[Stream, Pulled]


class Leaving(Fixtures):
    @pytest.fixture
    def before(self, connect: Connect) -> Pulls:
        return _all(connect)

    @pytest.fixture
    def deleted(self, world: World, before: Pulls) -> Item:
        """The item that somebody has deleted since `before`."""
        if world.delete is None:
            pytest.skip("in this world nothing is deleted")
        found = {item.key: item for item in _items(before).values()}
        key = world.delete()
        world.pass_time(LATER)
        assert key in found, f"World.delete names {key}, which is no item"
        return found[key]

    @pytest.fixture
    def moved(self, world: World, before: Pulls) -> tuple[Item, str]:
        """An item as it was in `before`, and the key that it has by now."""
        if world.move is None:
            pytest.skip("in this world nothing moves")
        found = {item.key: item for item in _items(before).values()}
        old, new = world.move()
        assert old in found, f"World.move names {old}, which is no item"
        return found[old], new

    def test_a_deleted_item_is_told_or_missing(self, connect: Connect, before: Pulls, deleted: Item) -> None:
        """By a tombstone of the next pull, or by the absence of an exhaustive pull and census: else it stays for ever."""
        told = {each.id for each in _next(connect, before) if isinstance(each, Tombstone)}
        had = [stream for stream, pull in before.items() if deleted.id in items(pull)]
        left = [stream for stream in had if deleted.id in items(pulled(connect(), stream))]
        assert not left, f"{deleted.key} is still in a full pull of {left}"
        silent = [stream for stream in had if not stream.exhaustive]
        assert deleted.id in told or not silent, f"{deleted.key} vanished from {silent}, and nothing tells the hub"

    def test_a_census_names_no_deleted_item(self, connect: Connect, before: Pulls, deleted: Item) -> None:
        if not isinstance(connect(), Census):
            pytest.skip("this connector takes no census")
        for stream in (stream for stream in before if stream.exhaustive):
            assert deleted.id not in {each.id for each in census_of(connect(), stream)}, f"of {stream}"

    def test_a_deletion_takes_nothing_else_along(self, connect: Connect, before: Pulls, deleted: Item) -> None:
        buried = {each.id for each in _next(connect, before) if isinstance(each, Tombstone)}
        assert buried <= {deleted.id}, f"with {deleted.key} were buried: {sorted(buried - {deleted.id})[:5]}"
        gone = _items(before).keys() - {deleted.id} - _items(_all(connect)).keys()
        assert not gone, f"with {deleted.key} vanished: {sorted(gone)[:5]}"

    def test_without_what_was_deleted_incremental_equals_full(
        self, connect: Connect, before: Pulls, deleted: Item
    ) -> None:
        mirror = Mirror(each for pull in before.values() for each in pull)
        mirror.take([*_next(connect, before), Tombstone(deleted.source, deleted.id, "what a census would conclude")])
        left = {each.id: each for each in mirror.held.values() if isinstance(each, Item)}
        assert left == _items(_all(connect))

    def test_a_moved_item_keeps_its_id(self, connect: Connect, moved: tuple[Item, str]) -> None:
        """Its key may change; what people decided about it must not be lost by that."""
        old, new = moved
        found = {item.key: item for item in _items(_all(connect)).values()}
        assert new in found, f"{new}, which was {old.key}, is in no stream"
        assert found[new].id == old.id, f"{new} has another id than {old.key} had"
        assert old.key not in found or old.key == new, f"{old.key} and {new} are both there"

    def test_a_moved_item_is_found_by_the_next_pull(
        self, connect: Connect, before: Pulls, moved: tuple[Item, str]
    ) -> None:
        old, new = moved
        mirror = Mirror(each for pull in before.values() for each in pull)
        mirror.take(_next(connect, before))
        held = mirror.held.get(("Item", old.id))
        assert isinstance(held, Item), f"{old.key} moved and was taken for deleted"
        assert held.key == new


def _all(connect: Connect) -> Pulls:
    connector = connect()
    return {stream: pulled(connector, stream) for stream in connector.streams()}


def _next(connect: Connect, before: Pulls) -> Pulled:
    """What the streams bring next, those that are new from their beginning."""
    connector = connect()
    cursors = {stream: last_cursor(pull) for stream, pull in before.items()}
    return [each for stream in connector.streams() for each in pulled(connector, stream, cursors.get(stream))]


def _items(pulls: Pulls) -> dict[str, Item]:
    return {id_: item for pull in pulls.values() for id_, item in items(pull).items()}
